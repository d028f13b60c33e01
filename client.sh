#!/bin/sh
# Follows a log with curl. When the connection ends, it goes on after the last line it got: none twice, none left out.
#
#   ./client.sh [URL] [further options for curl]
#   ./client.sh http://localhost:8080/stream -G --data-urlencode 'tail=20'
#
# Lines go to standard output, everything else to standard error. Ctrl-C ends it.

url=${1:-http://localhost:8080/stream}
[ $# -gt 0 ] && shift

end_mark=$(printf '\001') # no line of an event stream begins with it
carriage_return=$(printf '\r')
new_line='
'
id=
retry_ms=1000
began= # whether there has been a stream
told=200
trap 'exit 130' INT TERM

# Reads an event stream; at its end writes the HTTP status, the times to wait and the last id, for whoever comes next.
read_events() {
    status=000 retry_after=0 type= data= has_data= block_id=$id
    while IFS= read -r line; do
        line=${line%"$carriage_return"}
        case $line in
            "$end_mark"*)
                value=${line#"$end_mark"} status=${value%% *} value=${value#* }
                # A date is passed over, and so is what a curl before 7.84 leaves here.
                case $value in '' | *[!0-9]*) ;; *) retry_after=$value ;; esac ;;
            '') # an empty line ends an event; only a whole one counts
                if [ "$has_data" ]; then
                    case $type in
                        gap | problem | bye) printf '%s: %s\n' "$type" "$data" >&2 ;;
                        *) printf '%s\n' "$data" >&3 ;;
                    esac
                fi
                id=$block_id type= data= has_data= ;;
            event:*) type=${line#event:} type=${type# } ;;
            data:*)
                value=${line#data:} value=${value# }
                data=$data${has_data:+$new_line}$value has_data=yes ;;
            id:*) block_id=${line#id:} block_id=${block_id# } ;;
            retry:*)
                value=${line#retry:} value=${value# }
                case $value in '' | *[!0-9]*) ;; *) retry_ms=$value ;; esac ;;
        esac
    done
    printf '%s %s %s %s' "$status" "$retry_after" "$retry_ms" "$id"
}

refused() {
    printf 'client.sh: %s answers with status %s\n' "$url" "$status" >&2
    exit 1
}

while :; do
    # What curl writes last begins with a colon: a comment, or the rest of a line that was cut, never an empty line.
    { state=$(
        curl -sSN -H 'Accept: text/event-stream' ${id:+-H "Last-Event-ID: $id"} -w ":\n$end_mark%{http_code} %header{retry-after}\n" "$@" "$url" |
            read_events
    ); } 3>&1
    status=${state%% *} state=${state#* }
    retry_after=${state%% *} state=${state#* }
    retry_ms=${state%% *} id=${state#* }
    case $status in
        200) began=yes ;; # a stream that has ended
        000 | 429 | 5*) ;; # not reached, or not now
        204 | '') exit 0 ;; # nothing more to come, or nobody reads what we print
        404) # after a stream: the application is being replaced
            [ "$began" ] || refused ;;
        *) refused ;;
    esac
    if [ "$status" != "$told" ] && [ "$status" != 200 ] && [ "$status" != 000 ]; then
        printf 'client.sh: %s answers with status %s, trying again\n' "$url" "$status" >&2
    fi
    told=$status
    wait_s=$(((retry_ms + 999) / 1000))
    [ "$retry_after" -le "$wait_s" ] || wait_s=$retry_after
    sleep "$wait_s"
done
