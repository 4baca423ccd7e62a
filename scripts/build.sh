# Builds what changed since the last build.
# shellcheck shell=bash disable=SC2154 # the variables of the main script

configuration=Release

# build_dotnet services|all
build_dotnet() {
  local name="$1" solution=Clockit.sln stamp="$root/artifacts/built-$1" sources folder
  # The gateway carries docs/openapi/v1.json.
  sources=("$root"/{docs/openapi/v1.json,scripts/build.sh,Directory.Build.props,Directory.Packages.props,global.json,.editorconfig,Clockit.sln})
  for folder in "$root"/src/*/; do
    # The web client is built by npm.
    [[ "$folder" == */Web/ ]] || sources+=("$folder")
  done
  if [[ "$name" == all ]]; then sources+=("$root/tests"); else solution=Clockit.Services.slnf; fi
  is_stale "$stamp" "${sources[@]}" || return 0
  begin_stamp "$stamp"
  step "Building $solution" compile "$root/$solution" || return 1
  end_stamp "$stamp"
  # Everything includes the services.
  if [[ "$name" == all ]]; then
    cp -p "$stamp" "$root/artifacts/built-services"
    cp -p "$stamp.end" "$root/artifacts/built-services.end"
  fi
}

# One compiler stays warm for all projects of a build, and ends with it.
compile() {
  local pipe="clockit-$$" code=0
  dotnet build "$1" --configuration "$configuration" -maxcpucount:2 --verbosity quiet \
    -property:UseSharedCompilation=true -property:SharedCompilationId="$pipe" || code=$?
  "$(dotnet msbuild "$root/src/Contracts" -getProperty:RoslynTargetsPath)/bincore/VBCSCompiler" -shutdown -pipename:"$pipe" || true
  return "$code"
}

# install_npm NAME FOLDER WHOSE: a folder's npm packages, as its lock names them.
install_npm() {
  local stamp="$root/artifacts/installed-$1" folder="$root/$2"
  [[ ! -d "$folder/node_modules" ]] || [[ ! -e "$stamp" ]] || [[ "$folder/package-lock.json" -nt "$stamp" ]] || return 0
  mkdir -p "$root/artifacts"
  step "Installing $3 packages (npm)" npm --prefix "$folder" ci --no-audit --no-fund || return 1
  touch "$stamp"
}

install_web() { install_npm web src/Web "the web client's"; }

install_subscriber() { install_npm subscriber tests/Subscriber "the example subscriber's"; }

# Writes docs/openapi/v1.json and docs/asyncapi.json from the code, and the web client's types from the former; then
# says what is missing in them.
write_documents() {
  local suite="$root/tests/ApiDocuments.Tests" program
  program=(dotnet "$suite/bin/$configuration/net10.0/Clockit.ApiDocuments.Tests.dll" -noColor -noLogo)
  install_web || return 1
  install_subscriber || return 1
  step "Building the services" compile "$suite" || return 1
  step "Writing the documents" env CLOCKIT_WRITE_DOCUMENTS=yes "${program[@]}" -method "*The_committed_document*" || return 1
  step "Writing the web client's types" npm --prefix "$root/src/Web" run api || return 1
  step "Checking the documents" "${program[@]}"
}

build_web() {
  local web="$root/src/Web" stamp="$root/artifacts/built-web"
  install_web || return 1
  [[ ! -e "$web/dist/index.html" ]] || is_stale "$stamp" "$web" || return 0
  begin_stamp "$stamp"
  step "Building the web client" npm --prefix "$web" run build || return 1
  end_stamp "$stamp"
}
