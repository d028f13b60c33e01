#!/usr/bin/env bash
# Gives the engine at DOCKER_HOST an image under the name of an official Jetty image, for where none can be pulled: busybox
# for the tools, a runtime linked from this machine's JDK, and the distribution of Jetty, with the places, the user, the
# environment and the modules of the official image.
#
#   jetty-stand-in.sh JETTY_HOME IMAGE
#
# Only for an engine of tests: another one's image of that name would be replaced.
#
# Exit status 3: it cannot be made here; the last line on standard error says why.
set -euo pipefail

cannot() {
  echo "$1" >&2
  exit 3
}

if [ "$#" -ne 2 ]; then
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
  exit 2
fi
jetty_home=$(realpath "$1")
image=$2
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}

busybox=$(command -v busybox) || cannot "not installed: busybox (Debian: busybox-static)"
! ldd "$busybox" >/dev/null 2>&1 || cannot "busybox is not linked statically (Debian: busybox-static)"
[ -x "$jdk/bin/jlink" ] && [ -f "$jdk/jmods/java.base.jmod" ] || cannot "no jlink and jmods in the JDK: $jdk"
case "${DOCKER_HOST:-}" in
  unix:///tmp/logstreamer-engine.*) ;;
  *) cannot "DOCKER_HOST names no engine of engine.sh: ${DOCKER_HOST:-}" ;;
esac

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

tools() {
  mkdir -p "$root"/{bin,etc,proc,root,usr/bin,usr/local,var/lib/jetty}
  mkdir -p -m 1777 "$root/tmp"
  cp "$busybox" "$root/bin/busybox"
  local applet
  for applet in $("$busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'jetty:x:999:999::/var/lib/jetty:/bin/sh' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' 'jetty:x:999:' >"$root/etc/group"
}

runtime() {
  mkdir -p "$root/opt/java"
  "$jdk/bin/jlink" --module-path "$jdk/jmods" --add-modules java.se,jdk.management,jdk.unsupported,jdk.zipfs \
    --no-header-files --no-man-pages --output "$root/opt/java/openjdk"
  # What the runtime takes from the machine: libc and its like, at the same places.
  find "$root/opt/java/openjdk" \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + 2>/dev/null |
    sed -n 's/^\t\(.* => \)\{0,1\}\(\/[^ ]*\) (0x.*/\2/p' | grep -v "^$root/" | sort -u |
    xargs cp --dereference --parents --target-directory "$root"
}

jetty() {
  cp -r "$jetty_home" "$root/usr/local/jetty"
  mkdir "$root/tmp/jetty"
  local said
  said=$(cd "$root/var/lib/jetty" && "$jdk/bin/java" -jar "$jetty_home/start.jar" --create-startd \
    --add-modules=server,http,ext,resources 2>&1) || { echo "$said" >&2 && exit 1; }
  cat >"$root/docker-entrypoint.sh" <<'SH'
#!/bin/sh
# A command that is a program is run, anything else is for Jetty; Jetty becomes this process, so that signals reach it.
set -e
command -v -- "$1" >/dev/null 2>&1 || set -- java -jar "$JETTY_HOME/start.jar" "$@"
if [ "$1 $2 $3" = "java -jar $JETTY_HOME/start.jar" ]; then
  shift 3
  eval "set -- $(java -jar "$JETTY_HOME/start.jar" --dry-run "-Djava.io.tmpdir=$TMPDIR" "$@")"
  java=$1
  shift
  exec "$java" $JAVA_OPTIONS "$@"
fi
exec "$@"
SH
  chmod +x "$root/docker-entrypoint.sh"
  chown -R 999:999 "$root/usr/local/jetty" "$root/var/lib/jetty" "$root/tmp/jetty"
}

import_image() {
  tar -C "$root" -c . | docker import \
    --change 'ENV JAVA_HOME=/opt/java/openjdk JETTY_HOME=/usr/local/jetty JETTY_BASE=/var/lib/jetty TMPDIR=/tmp/jetty' \
    --change 'ENV PATH=/usr/local/jetty/bin:/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'WORKDIR /var/lib/jetty' \
    --change 'USER jetty' \
    --change 'EXPOSE 8080' \
    --change 'ENTRYPOINT ["/docker-entrypoint.sh"]' \
    --change 'CMD ["java","-jar","/usr/local/jetty/start.jar"]' \
    - "$image"
}

# An engine may answer and still not be allowed to make layers, networks or containers.
try() {
  import_image &&
    docker network create stand-in-try &&
    docker run --rm --network stand-in-try "$image" true &&
    docker network rm stand-in-try
}

tools
runtime
jetty
said=$(try 2>&1) || cannot "the engine runs no container: $(tail -n 1 <<<"$said")"
