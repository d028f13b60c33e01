#!/usr/bin/env bash
# A Docker engine of its own for tests, started and ended by hand; all it keeps lies below one directory.
#
#   engine.sh start DIRECTORY   prints the engine's address, for DOCKER_HOST
#   engine.sh stop DIRECTORY    removes its containers and networks, ends it, deletes the directory
#
# It leaves the machine's network alone (no firewall rules, no forwarding, no default bridge), so that it can run beside
# another engine. Its ports are published by its proxy; its containers reach nothing but each other.
#
# Exit status 3: no engine can be started here; the last line on standard error says why.
set -euo pipefail

cannot() {
  echo "$1" >&2
  exit 3
}

check_machine() {
  local missing=() tool
  for tool in dockerd=docker.io containerd=containerd runc=runc docker=docker.io; do
    command -v "${tool%%=*}" >/dev/null || missing+=("${tool%%=*} (Debian: ${tool#*=})")
  done
  compose >/dev/null 2>&1 || missing+=("docker compose (Debian: docker-compose)")
  if [ "${#missing[@]}" -gt 0 ]; then
    local list
    list=$(printf ', %s' "${missing[@]}")
    cannot "not installed: ${list#, }"
  fi
  [ "$(id -u)" -eq 0 ] || cannot "a Docker engine is started by root only"
}

compose() {
  docker-compose version || docker compose version
}

write_settings() {
  # A container may open no more files than the engine: where that limit is low, a higher default is refused.
  local files
  files=$(ulimit -Hn)
  if [ "$files" = unlimited ] || [ "$files" -gt 10000 ]; then
    files=10000
  fi
  cat >"$directory/daemon.json" <<JSON
{
  "data-root": "$directory/data",
  "exec-root": "$sockets/exec",
  "pidfile": "$directory/pid",
  "hosts": ["unix://$sockets/docker.sock"],
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "default-ulimits": {
    "nofile": {"Name": "nofile", "Soft": $files, "Hard": $files},
    "nproc": {"Name": "nproc", "Soft": 4096, "Hard": 4096}
  }
}
JSON
}

start() {
  check_machine
  stop
  mkdir -p "$(dirname "$directory")"
  mkdir "$directory"
  # The name of a socket has room for 107 bytes, which the directory of a build may well exceed.
  sockets=$(mktemp -d /tmp/logstreamer-engine.XXXXXX)
  write_settings
  echo "$sockets" >"$directory/sockets"
  setsid dockerd --config-file "$directory/daemon.json" </dev/null >"$directory/log" 2>&1 &
  local engine=$! look
  for look in $(seq 300); do
    if answers; then
      echo "unix://$sockets/docker.sock"
      return
    fi
    if ! kill -0 "$engine" 2>/dev/null; then
      break
    fi
    sleep 0.1
  done
  local reason
  reason=$(grep -v level=info "$directory/log" | tail -n 1)
  kill -KILL "$engine" 2>/dev/null || true
  stop
  cannot "dockerd does not start: ${reason:-no answer within 30 s}"
}

answers() {
  DOCKER_HOST="unix://$sockets/docker.sock" docker version >/dev/null 2>&1
}

stop() {
  # What is no engine's directory is not deleted.
  [ -f "$directory/daemon.json" ] || return 0
  sockets=$(cat "$directory/sockets" 2>/dev/null || true)
  if [ -n "$sockets" ] && answers; then
    export DOCKER_HOST="unix://$sockets/docker.sock"
    docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
    docker network prune --force >/dev/null
  fi
  local engine look
  engine=$(cat "$directory/pid" 2>/dev/null || true)
  # The number may be another's by now.
  if [ -n "$engine" ] && [ "$(cat "/proc/$engine/comm" 2>/dev/null)" = dockerd ]; then
    kill "$engine"
    for look in $(seq 200); do
      kill -0 "$engine" 2>/dev/null || break
      sleep 0.1
    done
    if kill -0 "$engine" 2>/dev/null; then
      echo "dockerd does not end: $engine" >&2
      exit 1
    fi
  fi
  # An engine that was killed leaves its mounts.
  awk -v a="$directory/" -v b="${sockets:-$directory}/" 'index($2, a) == 1 || index($2, b) == 1 { print $2 }' \
    /proc/self/mounts | sort --reverse | xargs --no-run-if-empty umount
  if [ -n "$sockets" ]; then
    rm -rf "$sockets"
  fi
  rm -rf "$directory/data"
  rm -rf "$directory"
}

if [ "$#" -ne 2 ] || { [ "$1" != start ] && [ "$1" != stop ]; }; then
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
  exit 2
fi
directory=$(realpath --canonicalize-missing "$2")
"$1"
