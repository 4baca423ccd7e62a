# Installs what Clockit Live needs from Debian's packages. Aspire's engine and dashboard come with the build.
# shellcheck shell=bash disable=SC2154 # the variables of the main script

# package: a file that it brings
server_packages=(
  "postgresql:/usr/lib/postgresql/*/bin/postgres"
  "redis-server:/usr/bin/redis-server"
  "rabbitmq-server:/usr/lib/rabbitmq/bin/rabbitmq-server"
  "janus:/usr/bin/janus"
  "coturn:/usr/bin/turnserver"
  # Recordings.
  "janus-tools:/usr/bin/janus-pp-rec"
  "ffmpeg:/usr/bin/ffmpeg"
)
test_packages=(
  "chromium:/usr/bin/chromium"
  # What stands before the gateway in an installation.
  "nginx-light:/usr/sbin/nginx"
  "caddy:/usr/bin/caddy"
)
# A container engine of one's own, and what its images are made with: scripts/engine.sh.
engine_packages=(
  "docker.io:/usr/sbin/dockerd"
  "iptables:/usr/sbin/iptables"
  "iproute2:/usr/sbin/ip"
  "mmdebstrap:/usr/bin/mmdebstrap"
)
bench_packages=(
  "wrk:/usr/bin/wrk"
  "nginx-light:/usr/sbin/nginx"
  "libnginx-mod-nchan:/usr/lib/nginx/modules/ngx_nchan_module.so"
  "nats-server:/usr/sbin/nats-server"
  "golang-go:/usr/bin/go"
  "golang-github-centrifugal-centrifuge-dev:/usr/share/gocode/src/github.com/centrifugal/centrifuge/node.go"
  "golang-github-centrifugal-protocol-dev:/usr/share/gocode/src/github.com/centrifugal/protocol"
  "golang-github-fzambia-eagle-dev:/usr/share/gocode/src/github.com/FZambia/eagle"
  "golang-github-igm-sockjs-go-dev:/usr/share/gocode/src/github.com/igm/sockjs-go"
  "golang-github-mna-redisc-dev:/usr/share/gocode/src/github.com/mna/redisc"
)

# install_for up|test|bench
install_for() {
  local wanted=("${server_packages[@]}")
  [[ "$1" == up ]] || wanted+=("${test_packages[@]}")
  [[ "$1" != bench ]] || wanted+=("${bench_packages[@]}")
  check_sdks
  install_missing "${wanted[@]}"
  make_janus_user
}

# Debian's other packages bring a user each for their server; Janus's brings none.
make_janus_user() {
  ((EUID == 0)) || return 0
  id -u janus >/dev/null 2>&1 || useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin janus
}

# install_missing PACKAGE:FILE...: installs the packages whose file is not there.
install_missing() {
  local missing=() entry
  for entry in "$@"; do
    compgen -G "${entry#*:}" >/dev/null || missing+=("${entry%%:*}")
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

check_sdks() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    fail "the .NET 10 SDK is needed: see https://dotnet.microsoft.com/download"
  fi
  if ! command -v node >/dev/null || (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
    fail "Node.js 20 or newer is needed: see https://nodejs.org"
  fi
}

install_packages() {
  if ((EUID != 0)); then
    say "Missing: $*. Install them with this command, then try again:" >&2
    say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
    exit 1
  fi
  say "Missing on this machine, to be installed with apt-get: $*"
  step "Installing $*" install_without_services "$@" || exit 1
}

# Only the programs are wanted: the packages' own services must neither start now nor with the machine.
install_without_services() {
  local policy=/usr/sbin/policy-rc.d made=no code=0 service
  if [[ ! -e "$policy" ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y --no-install-recommends "$@"; } || code=$?
  if [[ "$made" == yes ]]; then rm -f "$policy"; fi
  if [[ -d /run/systemd/system ]]; then
    for service in "$@"; do
      systemctl disable --now "$service" 2>/dev/null || true
    done
  fi
  return "$code"
}
