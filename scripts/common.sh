# Shared by the parts of ./clockit: saying what happens, and waiting for it.
# shellcheck shell=bash

# Nothing that a build starts may outlive it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 ASPIRE_CLI_TELEMETRY_OPTOUT=true

say() { printf '%s\n' "$*"; }

fail() {
  printf 'clockit: %s\n' "$*" >&2
  exit 1
}

is_number() { [[ "$1" =~ ^[1-9][0-9]{0,4}$ ]] && (($1 <= $2)); }

# step TEXT COMMAND...: runs a command that takes long, shows how long, and its output only when it fails.
step() {
  local text="$1" log started=$SECONDS pid code=0
  shift
  log="$(mktemp)"
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  # shellcheck disable=SC2064 # the values of now
  trap "kill $pid 2>/dev/null || true; rm -f '$log'; exit 130" INT TERM
  if [[ -t 1 ]]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r%s ... %d s' "$text" $((SECONDS - started))
      sleep 0.5
    done
  else
    say "$text ..."
  fi
  wait "$pid" || code=$?
  trap - INT TERM
  if [[ -t 1 ]]; then printf '\r'; fi
  if ((code == 0)); then
    say "$text: $((SECONDS - started)) s"
  else
    say "$text failed:"
    tail -n 60 "$log" >&2
  fi
  rm -f "$log"
  return "$code"
}

# A stamp remembers a build that succeeded: STAMP has the time when it began, STAMP.end when it ended.
begin_stamp() { mkdir -p "$(dirname "$1")" && touch "$1.new"; }
end_stamp() { touch "$1.end" && mv "$1.new" "$1"; }

# is_stale STAMP PATH...: whether a file changed since the build began, or a folder (a file was deleted) since it
# ended; the build itself makes folders. What builds write does not count.
is_stale() {
  local stamp="$1"
  shift
  [[ ! -e "$stamp" || ! -e "$stamp.end" ]] || [[ -n "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune \
    -o -type f -newer "$stamp" -print -quit -o -type d -newer "$stamp.end" -print -quit)" ]]
}
