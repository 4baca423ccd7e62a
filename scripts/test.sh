# Runs every test suite and sums them up.
# shellcheck shell=bash disable=SC2154 # the variables of the main script

# A suite that hangs is ended, and counts as failed.
suite_limit=1500

# This suite runs a second time, on containers, where it can.
container_suite=ChatService.Tests

run_tests() {
  local filter="$1" results suite
  if [[ "$filter" == hostile ]]; then
    # A run of its own: what the tests generate is bounded by number and by time.
    export CLOCKIT_HOSTILE_REQUESTS="${CLOCKIT_HOSTILE_REQUESTS:-1000000}" CLOCKIT_HOSTILE_CALLS="${CLOCKIT_HOSTILE_CALLS:-200000}" \
      CLOCKIT_HOSTILE_MINUTES="${CLOCKIT_HOSTILE_MINUTES:-20}"
    suite_limit=4800
  fi
  results="$(mktemp -d)"
  # shellcheck disable=SC2064 # the value of now
  trap "rm -rf '$results'" EXIT
  if [[ "${CLOCKIT_TEST_PREPARED:-no}" == no ]]; then
    install_for test
    build_dotnet all || report_setup_failure "$results" build
    build_web || report_setup_failure "$results" web-build
    install_subscriber || report_setup_failure "$results" subscriber-packages
    if [[ "${CLOCKIT_TEST_SERVERS:-}" == containers ]]; then
      # Only now: beside an engine of our own nothing can be downloaded.
      rm -rf "$results"
      exec "$root/scripts/engine.sh" run env CLOCKIT_TEST_PREPARED=yes "$root/clockit" test "$filter"
    fi
  fi
  for suite in "$root"/tests/*.Tests "$root/tests/EndToEnd"; do
    run_dotnet_suite "$(basename "$suite")" "$filter" "$results"
  done
  run_on_containers "$filter" "$results"
  run_web_suites "$filter" "$results"
  node "$root/scripts/test-summary.mjs" "$results"
}

report_setup_failure() {
  printf 'The %s failed; see above.\n' "$2" >"$1/$2.crash"
  node "$root/scripts/test-summary.mjs" "$1"
  exit 1
}

contains() { [[ "${1,,}" == *"${2,,}"* ]]; }

run_on_containers() {
  local filter="$1" results="$2"
  [[ "${CLOCKIT_TEST_SERVERS:-}" != containers ]] && contains "$container_suite" "$filter" || return 0
  if ((EUID == 0)) || docker info >/dev/null 2>&1; then
    run_dotnet_suite "$container_suite" "$filter" "$results" env CLOCKIT_TEST_SERVERS=containers "$root/scripts/engine.sh" run
  else
    say "Not testing $container_suite on containers: there is no container engine, and only root can start one."
  fi
}

# run_dotnet_suite SUITE FILTER RESULTS [BESIDE...]: the suite's program, run by the command BESIDE where one is given.
run_dotnet_suite() {
  local suite="$1" filter="$2" results="$3" program code=0 only=() name="$1"
  shift 3
  (($# == 0)) || name="$suite on containers"
  program="$root/tests/$suite/bin/$configuration/net10.0/Clockit.$suite.dll"
  contains "$suite" "$filter" || only=(-method "*$filter*")
  [[ -e "$program" ]] || {
    printf 'It was not built.\n' >"$results/$name.crash"
    return
  }
  say "Testing $name ..."
  timeout --kill-after=30 "$suite_limit" "$@" dotnet "$program" -noColor -noLogo "${only[@]}" -trx "$results/$name.trx" \
    >"$results/$name.log" 2>&1 </dev/null || code=$?
  # Code 1 is failed tests, which the report names. Anything else, or no report, is a crash.
  if [[ ! -s "$results/$name.trx" ]] || ((code > 1)); then
    if ((${#only[@]} > 0)) && grep -q 'Total: 0' "$results/$name.log"; then return; fi
    { printf 'It ended with code %d. Its last lines:\n' "$code" && tail -n 40 "$results/$name.log"; } >"$results/$name.crash"
  elif ((${#only[@]} == 0)) && ! grep -q '<UnitTestResult ' "$results/$name.trx"; then
    printf 'It ran no test.\n' >"$results/$name.crash"
  fi
}

run_web_suites() {
  local filter="$1" results="$2" only=() code=0
  if contains "Web lint" "$filter"; then
    say "Testing Web lint ..."
    if npm --prefix "$root/src/Web" run lint >"$results/lint.log" 2>&1 </dev/null; then
      touch "$results/Web lint.pass"
    else
      tail -n 60 "$results/lint.log" >"$results/Web lint.crash"
    fi
  fi
  contains "Web" "$filter" || only=(-t "$filter" --passWithNoTests)
  say "Testing Web ..."
  timeout --kill-after=30 "$suite_limit" npm --prefix "$root/src/Web" test -- --reporter=json --outputFile="$results/Web.json" "${only[@]}" \
    >"$results/web.log" 2>&1 </dev/null || code=$?
  if [[ ! -s "$results/Web.json" ]]; then
    { printf 'It ended with code %d. Its last lines:\n' "$code" && tail -n 40 "$results/web.log"; } >"$results/Web.crash"
  fi
}
