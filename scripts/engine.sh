#!/usr/bin/env bash
# Runs a command beside a container engine, whose address it finds in DOCKER_HOST:
#
#   scripts/engine.sh run COMMAND...
#
# The engine is the one that DOCKER_HOST names, else the machine's own. Where there is none, root gets one for the time
# of the command: in network, process and mount namespaces of its own, which the kernel ends with this script however
# that ends. Published ports are on the namespace's loopback, so the command runs inside it: it and what it starts
# reach the containers, and nothing outside does. No registry can be reached from there; the images are built from
# Debian's packages (scripts/images) and kept in the cache: the file system as one file, and the store of an engine
# that has imported it, which one engine at a time takes.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=/dev/null
source "$root/scripts/common.sh"
# shellcheck source=/dev/null
source "$root/scripts/install.sh"

# What the images hold, whichever server they are for.
image_packages=(ca-certificates postgresql redis-server rabbitmq-server janus coturn)
# image: its stage in scripts/images/Dockerfile. Where a registry can be reached these are the official images.
server_images=("postgres:15 postgres" "redis:7.0 redis" "rabbitmq:3.10-management rabbitmq")

run() {
  (($# > 0)) || fail "scripts/engine.sh run COMMAND..."
  if [[ -n "${DOCKER_HOST:-}" ]]; then
    docker info >/dev/null 2>&1 || fail "no container engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST."
    exec "$@"
  fi
  if docker info >/dev/null 2>&1; then exec "$@"; fi
  ((EUID == 0)) || fail "there is no container engine: start Docker, name one in DOCKER_HOST, or run this as root."
  install_missing "${engine_packages[@]}"
  make_root
  exec unshare --net "$root/scripts/engine.sh" inside "$@"
}

# images_folder: in the cache, by a name that changes with what the images hold.
images_folder() {
  local key
  key="$({ printf '%s\n' "${image_packages[@]}" "$(debian_name)" && cat "$root/scripts/images/"*; } | sha256sum | head -c 12)"
  printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/clockit/images-$key"
}

debian_name() (source /etc/os-release && printf '%s' "$VERSION_CODENAME")

# The file system of Debian with the servers' packages.
make_root() {
  local images
  images="$(images_folder)"
  mkdir -p "$images"
  (
    # Two commands may come here at once; the second finds the first's work.
    exec 9>"$images/root.lock"
    flock 9
    [[ -e "$images/root.tar" ]] || step "Making the images' file system of Debian's packages" bootstrap "$images/root.tar" || exit 1
  ) || exit 1
}

# Chained with &&: where its caller asks for its result, bash ignores set -e.
bootstrap() {
  local archive="$1" work code=0
  work="$(mktemp -d)"
  # From where, and how, this machine's apt gets its packages.
  {
    apt-config dump --format '%f "%v";%n' Acquire::Check-Valid-Until Acquire::Check-Date Acquire::http Acquire::https >"$work/apt.conf" &&
      mmdebstrap --variant=minbase --aptopt="$work/apt.conf" --include="$(IFS=, && printf '%s' "${image_packages[*]}")" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        "$(debian_name)" "$work/root.tar" $(debian_sources) &&
      mv "$work/root.tar" "$archive.part" && mv "$archive.part" "$archive"
  } || code=$?
  rm -rf "$work"
  return "$code"
}

debian_sources() {
  if [[ -e /etc/apt/sources.list.d/debian.sources ]]; then printf /etc/apt/sources.list.d/debian.sources; else printf /etc/apt/sources.list; fi
}

# In the network namespace, and the parent of everything in it.
inside() {
  local command code=0 images
  images="$(images_folder)"
  trap clean EXIT
  remove_leftovers
  folder="$(mktemp -d /tmp/clockit-engine-XXXXXX)"
  exec 8>"$folder/lock"
  flock 8
  ip link set lo up
  # The lock is this script's as long as it lives.
  exec 7>"$images/store.lock"
  if flock --nonblock 7; then store="$images/store"; else store="$folder/store"; fi
  start_engine
  make_images "$images/root.tar"
  # Asynchronous commands of a script ignore interrupts and read nothing, unless told otherwise.
  env --default-signal=INT,QUIT "$@" <&0 7>&- 8>&- &
  command=$!
  trap 'kill -TERM "$command" 2>/dev/null || true' TERM
  trap 'true' INT
  while true; do
    code=0
    wait "$command" || code=$?
    # A signal ends the wait, too.
    kill -0 "$command" 2>/dev/null || break
  done
  return "$code"
}

start_engine() {
  local attempt
  export DOCKER_HOST="unix://$folder/docker.sock" TESTCONTAINERS_RYUK_DISABLED=true
  # Testcontainers would take the bridge's address where it takes this machine for a container.
  export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
  # Clients that are newer than Debian's engine must speak its version.
  export DOCKER_API_VERSION=1.41
  setpriv --pdeathsig KILL unshare --pid --mount --fork --kill-child --mount-proc \
    dockerd --host "$DOCKER_HOST" --data-root "$store" --exec-root "$folder/exec" --pidfile "$folder/pid" \
    --storage-driver overlay2 --cgroup-parent "/${folder##*/}" >"$folder/log" 2>&1 7>&- 8>&- &
  engine=$!
  for ((attempt = 0; attempt < 300; attempt++)); do
    if docker info >/dev/null 2>&1; then return 0; fi
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$folder/log" >&2
  # A store that a power cut broke would break every next start, too.
  rm -rf "$store"
  fail "the container engine did not start; './clockit test' and './clockit up' need none: leave --servers and CLOCKIT_TEST_SERVERS at 'native'."
}

# make_images ARCHIVE: in a store that has them already, only what a killed engine's containers left is removed.
make_images() {
  local image containers
  if [[ -e "$store/complete" ]]; then
    mapfile -t containers < <(docker ps --all --quiet)
    ((${#containers[@]} == 0)) || docker rm --force "${containers[@]}" >/dev/null
    docker system prune --force --volumes >/dev/null
    return 0
  fi
  step "Importing the images' file system" docker import "$1" debian:bookworm-slim || exit 1
  for image in "${server_images[@]}"; do
    DOCKER_BUILDKIT=0 docker build --quiet --tag "${image% *}" --target "${image#* }" "$root/scripts/images" >/dev/null 2>>"$folder/log" ||
      { tail -n 20 "$folder/log" >&2; fail "the image ${image% *} was not built."; }
  done
  touch "$store/complete"
}

clean() {
  [[ -n "${folder:-}" ]] || return 0
  if [[ -n "${engine:-}" ]]; then
    kill -KILL "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
  fi
  remove_engine "$folder"
}

# What a killed script left in the file system; its processes, mounts and network ended with it.
remove_leftovers() {
  local other
  for other in /tmp/clockit-engine-*/; do
    if [[ -e "$other/lock" ]] && flock --nonblock "$other/lock" true; then remove_engine "${other%/}"; fi
  done
}

remove_engine() {
  local attempt
  # The last of the engine's processes may still be ending.
  for ((attempt = 0; attempt < 50; attempt++)); do
    if rm -rf "$1" 2>/dev/null; then break; fi
    sleep 0.1
  done
  find /sys/fs/cgroup -depth -type d -path "*/${1##*/}*" -exec rmdir {} + 2>/dev/null || true
}

engine="" folder="" store=""
case "${1:-}" in
  run | inside) "$@" ;;
  *) fail "scripts/engine.sh run COMMAND..." ;;
esac
