#!/bin/sh
# A stand-in for Docker's command line, for kind: answers what kind 0.32 asks and keeps containers as folders below
# $ENGINE. It runs no container, so nothing runs "in" one: a node's files are what kind writes and what image/ brings.
#
#   calls       every argv, one a line, arguments ended by tabs
#   image/      what a container's file system begins with
#   images      images that are there, one a line; others are pulled
#   containers/ NAME/cluster, NAME/role, NAME/root/; NAME/stopped once it doesn't run any more
#   fails       first line: a pattern of a call; the rest: what is said when that call fails
#   hangs       a pattern of a call that doesn't end as long as this file is there; it leaves a file `hanging`
#   down        the daemon doesn't answer
set -eu
: "${ENGINE:?}"
line=$(printf '%s\t' "$@")
printf '%s\n' "$line" >> "$ENGINE/calls"

refuse() { printf '%s\n' "$2" >&2; exit "$1"; }
# What the command line says of itself it says without a daemon.
[ "$1" != -v ] || { echo "Docker version 28.2.2, build e6534b4"; exit 0; }
# Word by word what Docker 28.2.2 says; `docker info` fills the template with nothing first.
if [ -e "$ENGINE/down" ]; then
  if [ "$1" = info ]; then echo " 0 0"; fi
  refuse 1 "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
fi

matches() { # FILE: whether its first line is a pattern of this call
  [ -e "$ENGINE/$1" ] || return 1
  case "$call" in $(head -n 1 "$ENGINE/$1")) return 0 ;; esac
  return 1
}
call="$*"
while matches hangs; do : > "$ENGINE/hanging"; sleep 0.1; done

run() { # made before it fails, as Docker's own: a port that is taken leaves a container behind
  while [ $# -gt 1 ]; do
    case "$1" in
      --name) name=$2 ;;
      --label) case "$2" in io.x-k8s.kind.cluster=*) cluster=${2#*=} ;; io.x-k8s.kind.role=*) role=${2#*=} ;; esac ;;
      --publish=*:6443/TCP) port=${1#--publish=127.0.0.1:}; port=${port%:6443/TCP} ;;
    esac
    shift
  done
  mkdir -p "$ENGINE/containers/$name"
  cp -R "$ENGINE/image" "$ENGINE/containers/$name/root"
  echo "$cluster" > "$ENGINE/containers/$name/cluster"
  echo "$role" > "$ENGINE/containers/$name/role"
  echo "${port:-}" > "$ENGINE/containers/$name/port"
}
if [ "$1" = run ]; then run "$@"; fi
if matches fails; then tail -n +2 "$ENGINE/fails" >&2; if [ "$1" = run ]; then exit 125; fi; exit 1; fi

in_node() { # NODE COMMAND…
  node=$ENGINE/containers/$1
  root=$node/root
  [ -d "$root" ] || refuse 1 "Error response from daemon: No such container: $1"
  [ ! -e "$node/stopped" ] || refuse 1 "Error response from daemon: container $1 is not running"
  shift
  case "$*" in
    "cat /"*) [ -e "$root$2" ] || refuse 1 "cat: $2: No such file or directory"; cat "$root$2" ;;
    "mkdir -p /"*) mkdir -p "$root$3" ;;
    "cp /dev/stdin /"*) cat > "$root$3" ;;
    "bash -c ! pgrep --exact containerd || systemctl restart containerd") ;;
    "kubeadm init "*) cp "$root/kind/admin.conf" "$root/etc/kubernetes/admin.conf" ;;
    "kubectl "*" get nodes "*) echo "'True'" ;;
    "kubectl "*" -f -") cat > /dev/null ;;
    "kubectl "*) ;;
    *) refuse 64 "the stand-in for docker knows no command $* in a node" ;;
  esac
}

case "$*" in
  "info --format {{json .}}") echo '{"CgroupDriver":"systemd","CgroupVersion":"2","MemoryLimit":true,"PidsLimit":true,"CPUShares":true,"SecurityOptions":["name=seccomp,profile=builtin","name=cgroupns"]}' ;;
  "info --format '{{json .SecurityOptions}}'") echo "'[\"name=seccomp,profile=builtin\",\"name=cgroupns\"]'" ;;
  "info -f {{.Driver}}") echo overlay2 ;;
  "info -f {{json .DriverStatus }}") echo '[["Backing Filesystem","extfs"]]' ;;
  "info --format {{.ServerVersion}} {{.NCPU}} {{.MemTotal}}") echo "28.2.2 4 8000000000" ;;
  "ps -a --filter label=io.x-k8s.kind.cluster --format "*) cat "$ENGINE"/containers/*/cluster 2>/dev/null || true ;;
  "ps -a --filter label=io.x-k8s.kind.cluster="*" --format {{.Names}}")
    wanted=${4#label=io.x-k8s.kind.cluster=}
    for node in "$ENGINE"/containers/*; do
      if [ "$(cat "$node/cluster" 2>/dev/null)" = "$wanted" ]; then echo "${node##*/}"; fi
    done ;;
  "inspect --type=image "*) grep -qxF -- "$3" "$ENGINE/images" || refuse 1 "Error: No such image: $3" ;;
  "pull "*) echo "$2" >> "$ENGINE/images" ;;
  "network ls "*) [ ! -e "$ENGINE/network" ] || cat "$ENGINE/network" ;;
  "network inspect bridge -f "*) echo 1500 ;;
  "network inspect -f "*" kind") echo "172.18.0.0/16 fc00:f853:ccd:e793::/64 " ;;
  "network create "*) echo 5f1e8c2ab2a4 > "$ENGINE/network" ;;
  "run --name "*) echo 0123456789ab ;;
  "logs -f "*) echo "[  OK  ] Reached target multi-user.target - Multi-User System." ;;
  "inspect --format {{ index .Config.Labels \"io.x-k8s.kind.role\"}} "*) cat "$ENGINE/containers/$4/role" ;;
  "inspect --format {{ index .Config.Labels \"desktop.docker.io/ports/6443/tcp\" }} "*) echo ;;
  "inspect --format {{ with (index (index .NetworkSettings.Ports "*) printf '127.0.0.1\t%s\n' "$(cat "$ENGINE/containers/$4/port")" ;;
  "inspect -f {{range .NetworkSettings.Networks}}"*) echo "172.18.0.2,fc00:f853:ccd:e793::2" ;;
  "exec --privileged -i "*) shift 3; in_node "$@" ;;
  "exec --privileged "*) shift 2; in_node "$@" ;;
  "rm -f -v "*) shift 3; for name in "$@"; do rm -rf "$ENGINE/containers/$name"; done ;;
  *) refuse 64 "the stand-in for docker knows no call $*" ;;
esac
