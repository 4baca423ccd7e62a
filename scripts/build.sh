# Builds what changed since the last build.
# shellcheck shell=bash disable=SC2154 # the variables of the main script

configuration=Release

# build_dotnet services|all
build_dotnet() {
  local name="$1" solution=Clockit.sln stamp="$root/artifacts/built-$1" sources folder
  sources=("$root"/{scripts/build.sh,Directory.Build.props,Directory.Packages.props,global.json,.editorconfig,Clockit.sln})
  for folder in "$root"/src/*/; do
    # The web client is built by npm.
    [[ "$folder" == */Web/ ]] || sources+=("$folder")
  done
  if [[ "$name" == all ]]; then sources+=("$root/tests"); else solution=Clockit.Services.slnf; fi
  is_stale "$stamp" "${sources[@]}" || return 0
  mkdir -p "$root/artifacts"
  # The time before the build: what changes meanwhile is built next time.
  touch "$stamp.new"
  step "Building $solution" dotnet build "$root/$solution" --configuration "$configuration" -maxcpucount:2 --verbosity quiet || return 1
  # Everything includes the services.
  if [[ "$name" == all ]]; then cp -p "$stamp.new" "$root/artifacts/built-services"; fi
  mv "$stamp.new" "$stamp"
}

install_web() {
  local web="$root/src/Web" stamp="$root/artifacts/installed-web"
  [[ ! -d "$web/node_modules" ]] || [[ ! -e "$stamp" ]] || [[ "$web/package-lock.json" -nt "$stamp" ]] || return 0
  mkdir -p "$root/artifacts"
  step "Installing the web client's packages (npm)" npm --prefix "$web" ci --no-audit --no-fund || return 1
  touch "$stamp"
}

build_web() {
  local web="$root/src/Web" stamp="$root/artifacts/built-web"
  install_web || return 1
  [[ ! -d "$web/dist" ]] || is_stale "$stamp" "$web" || return 0
  touch "$stamp.new"
  step "Building the web client" npm --prefix "$web" run build || return 1
  mv "$stamp.new" "$stamp"
}
