# Starts, ends and shows the application. The AppHost keeps the folder 'run' of the data folder: RunFolder.cs.
# shellcheck shell=bash disable=SC2154 # the variables of the main script

apphost_program="$root/src/AppHost/bin/$configuration/net10.0/Clockit.AppHost.dll"

# The AppHost holds this lock as long as it lives, however it ends.
is_running() { [[ -e "$data/run/lock" ]] && ! flock --nonblock "$data/run/lock" true; }

up() {
  if is_running; then
    say "Clockit Live is already running on $data."
    if [[ -e "$data/run/ready" ]]; then cat "$data/run/ready"; fi
    exit 0
  fi
  install_for up
  build_dotnet services || exit 1
  build_web || exit 1
  # What this machine's other users must not read: data, logs, recordings.
  umask 077
  mkdir -p "$data/logs"
  export CLOCKIT_HOST="$host" CLOCKIT_PORT="$port" CLOCKIT_PUBLIC_ORIGIN="$public_origin" CLOCKIT_DATA="$data"
  export CLOCKIT_DASHBOARD_HOST="$dashboard_host" CLOCKIT_DASHBOARD_PORT="$dashboard_port"
  export CLOCKIT_REPLICAS="$replicas"
  export DOTNET_ENVIRONMENT=Development
  if [[ "$detach" == no ]]; then
    exec dotnet "$apphost_program"
  fi
  up_detached
}

up_detached() {
  local log="$data/logs/apphost.log" apphost shown=0 size
  # An AppHost that was killed could not take its own away.
  rm -f "$data/run/ready"
  : >"$log"
  setsid nohup dotnet "$apphost_program" >"$log" 2>&1 </dev/null &
  apphost=$!
  # shellcheck disable=SC2064 # the values of now
  trap "kill -TERM $apphost 2>/dev/null || true" INT TERM
  while true; do
    size="$(stat -c %s "$log")"
    # head may stop reading before tail stops writing.
    tail -c "+$((shown + 1))" "$log" | head -c "$((size - shown))" || true
    shown="$size"
    if [[ -e "$data/run/ready" ]]; then
      trap - INT TERM
      say "'./clockit down' ends it."
      return 0
    fi
    kill -0 "$apphost" 2>/dev/null || break
    sleep 0.2
  done
  tail -c "+$((shown + 1))" "$log"
  fail "it did not start; all logs are in $data/logs."
}

down() {
  if ! is_running; then
    await_processes
    say "Clockit Live is not running on $data."
    return 0
  fi
  local apphost
  apphost="$(<"$data/run/apphost.pid")"
  kill -TERM "$apphost" 2>/dev/null || true
  for ((i = 0; i < 600; i++)); do
    if ! is_running; then
      say "Clockit Live has ended."
      return 0
    fi
    sleep 0.1
  done
  # DCP ends the rest when the AppHost is gone.
  kill -KILL "$apphost" 2>/dev/null || true
  await_processes
  say "Clockit Live did not end by itself within a minute; it was killed."
}

# After the AppHost was killed, DCP ends what it started within seconds. What outlives that is killed.
await_processes() {
  local pid start stat alive deadline=$((SECONDS + 15))
  [[ -e "$data/run/processes" ]] || return 0
  while true; do
    alive=no
    while read -r pid start; do
      # A process id may belong to another program by now; with its start time (field 22) it cannot.
      stat="$(cat "/proc/$pid/stat" 2>/dev/null)" || continue
      # shellcheck disable=SC2086 # split into fields
      set -- ${stat##*) }
      [[ "${20:-}" == "$start" && "$1" != Z ]] || continue
      alive=yes
      if ((SECONDS > deadline)); then kill -KILL "$pid" 2>/dev/null || true; fi
    done <"$data/run/processes"
    [[ "$alive" == yes ]] || break
    sleep 0.2
  done
  rm -f "$data/run/"{processes,ready,status.json,status.txt,apphost.pid}
}

status() {
  if ! is_running; then
    if [[ "$json" == yes ]]; then say "[]"; else say "Clockit Live is not running on $data."; fi
    exit 3
  fi
  if [[ "$json" == yes ]]; then
    cat "$data/run/status.json" 2>/dev/null || say "[]"
  else
    cat "$data/run/status.txt" 2>/dev/null || say "Starting ..."
  fi
}

reset() {
  [[ -e "$data" ]] || {
    say "There is no data in $data."
    return 0
  }
  # Never delete a folder that we did not make.
  [[ -d "$data/run" || -d "$data/secrets" || -d "$data/logs" ]] || fail "$data is not a data folder of Clockit Live."
  if [[ "$yes" == no ]]; then
    local answer=""
    read -r -p "Delete $data with every account, stream and message in it? [y/N] " answer || true
    [[ "$answer" == [yY]* ]] || {
      say "Nothing was deleted."
      return 1
    }
  fi
  if is_running; then down; fi
  await_processes
  rm -rf "$data"
  say "Deleted $data."
}

run_bench() {
  local name="$1" bench
  if [[ -n "$name" ]]; then
    [[ -x "$root/bench/$name/run" ]] || fail "there is no benchmark '$name': './clockit bench' lists them."
    install_for bench
    exec "$root/bench/$name/run"
  fi
  for bench in "$root"/bench/*/run; do
    if [[ -x "$bench" ]]; then basename "$(dirname "$bench")"; fi
  done
}
