# What the stages share. Sourced, at the root of the repository.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export CARGO_TERM_COLOR=never NO_COLOR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Where cargo puts what it builds.
target=${CARGO_TARGET_DIR:-$PWD/target}
# Where tools are kept, each in a folder named after its version; clones and CI can share the place.
tools=$(realpath -m "${PAYLINK_TOOLS:-target/tools}")
# Where stages keep logs.
logs=$PWD/target/tests
counts=${PAYLINK_COUNTS:-/dev/null}
# Whether this is the long form of the stage.
full=${PAYLINK_FULL:-}
# The ring that the stage is run in, if it is: newcomer, proof or all.
ring=${PAYLINK_RING:-}
mkdir -p "$tools" "$logs"

# Says what is going on, with the time since the stage began.
step() {
  printf '[%3d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"
}

die() {
  step "$*"
  exit 1
}

# Seconds that are left for the stage, but for one minute in which it ends: seconds_left LIMIT, which
# holds where nobody else set one.
seconds_left() {
  echo $((${PAYLINK_SECONDS:-$1} - SECONDS - 60))
}

# Reports tests: count PASSED FAILED. Any failure also fails the stage in the end.
failures=0
count() {
  echo "$1 $2" >>"$counts"
  failures=$((failures + $2))
}

# Runs one check: check NAME COMMAND...
check() {
  local name=$1
  shift
  step "$name"
  if "$@"; then
    step "$name: ok"
  else
    step "$name: FAILED"
    failures=$((failures + 1))
  fi
}

# The end of a stage without a test runner, which counts as one test.
finish_checks() {
  if ((failures == 0)); then echo "1 0" >>"$counts"; else echo "0 1" >>"$counts"; fi
  finish
}

# The end of every stage.
finish() {
  ((failures == 0)) || exit 1
  exit 0
}

# Processes that the stage started and has to end, by id.
started=()
stop_started() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    kill -TERM "$pid" 2>/dev/null || continue
    timeout 5 tail --pid="$pid" --sleep-interval=0.1 -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
  done
  started=()
}
trap stop_started EXIT
trap 'exit 143' TERM INT

# Each stage says this once its tools are there. tests/run starts stages in the background only to
# install tools, while cargo builds.
tools_are_there() {
  if [[ -n ${PAYLINK_ONLY_TOOLS:-} ]]; then exit 0; fi
}

# Runs a command alone, since a stage may want what is being installed in the background:
# alone NAME COMMAND...
alone() {
  local name=$1 lock
  shift
  exec {lock}>"$tools/$name.lock"
  if ! flock --nonblock "$lock"; then
    step "waiting for another installation: $name"
    flock "$lock"
  fi
  "$@"
  exec {lock}>&-
}

# Installs Debian packages: install WHAT-IS-MISSING DEBIAN-PACKAGE...
install() {
  local missing=$1
  shift
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    die "$missing is missing. On Debian it comes with: apt-get install $*"
  fi
  step "installing $*"
  if ! { update_apt && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
    >"$logs/apt.log" 2>&1; then
    die "apt-get could not install $*: see target/tests/apt.log"
  fi
}

# Reads Debian's lists of packages, once an hour.
update_apt() {
  if [[ -n $(find "$logs/apt.updated" -mmin -60 2>/dev/null) ]]; then return; fi
  apt-get update -qq && touch "$logs/apt.updated"
}

# Makes sure that a command is there: need COMMAND DEBIAN-PACKAGE...
need() {
  alone apt install_command "$@"
}

install_command() {
  local command=$1
  shift
  command -v "$command" >/dev/null || install "The command $command" "$@"
}

# Makes sure that there is a Chromium: Debian's, or the one that $CHROMIUM names.
need_chromium() {
  if [[ -z ${CHROMIUM:-} ]]; then need chromium chromium; fi
}

# Makes sure that a language can be shown: need_font LANGUAGE DEBIAN-PACKAGE...
need_font() {
  need fc-list fontconfig
  alone apt install_font "$@"
}

install_font() {
  local language=$1
  shift
  [[ -n $(fc-list ":lang=$language" family) ]] || install "A font for the language $language" "$@"
}

# A short name for what a file says.
version_of() {
  cksum <"$1" | cut -d ' ' -f 1
}

# A virtual environment with the packages pinned in tests/tools/NAME.txt: python_tools NAME.
# Afterwards `venv` is its folder.
python_tools() {
  local pins=tests/tools/$1.txt
  need python3 python3 python3-venv
  # Debian has the module in a package of its own.
  python3 -c 'import ensurepip' 2>/dev/null || alone apt install "Python's module venv" python3-venv
  venv=$tools/$1-$(version_of "$pins")
  alone "$1" install_python "$pins"
}

install_python() {
  if [[ -e $venv/installed ]] && "$venv/bin/python" -c '' 2>/dev/null; then return; fi
  step "installing the packages of $1"
  rm -rf "$venv"
  python3 -m venv "$venv" || die "python3 cannot make virtual environments: install python3-venv"
  # Not compiled beforehand: most of what comes along is never imported.
  "$venv/bin/pip" install --quiet --no-deps --no-compile -r "$1" || die "pip could not install $1"
  touch "$venv/installed"
}

# Runs the Python tests in tests/NAME with the tools of the same name, and counts them: python_tests NAME.
python_tests() {
  local status=0 output passed failed
  output=$(mktemp "$logs/$1.XXXXXX")
  step "python -m unittest"
  "$venv/bin/python" -B -m unittest discover --verbose \
    --start-directory "tests/$1" --pattern 'test_*.py' 2>&1 | tee "$output" || status=$?

  # "Ran 20 tests in 1.2s", then "OK" or "FAILED (failures=1, errors=1)".
  read -r passed failed < <(awk '
    /^Ran [0-9]+ tests?/ { total = $2 }
    /^FAILED/ { while (match($0, /(failures|errors)=[0-9]+/)) {
      split(substr($0, RSTART, RLENGTH), part, "="); failed += part[2]
      $0 = substr($0, RSTART + RLENGTH) } }
    /^(OK|FAILED).*skipped=/ { match($0, /skipped=[0-9]+/)
      skipped = substr($0, RSTART + 8, RLENGTH - 8) }
    END { print total - failed - skipped, failed + 0 }' "$output")
  rm -f "$output"
  if ((status != 0 && failed == 0)); then failed=1; fi
  count "$passed" "$failed"
}

# The packages of FOLDER/package-lock.json, which FOLDER/node_modules then leads to: npm_tools FOLDER.
npm_tools() {
  need node nodejs
  need npm npm
  local home
  home=$tools/npm-$(basename "$1")-$(version_of "$1/package-lock.json")
  alone "npm-$(basename "$1")" install_npm "$1" "$home"
  # A folder there was installed by hand, or by an earlier version of this script.
  if [[ ! -L $1/node_modules ]]; then rm -rf "$1/node_modules"; fi
  ln -sfn "$home/node_modules" "$1/node_modules"
}

install_npm() {
  if [[ -e $2/installed ]]; then return; fi
  step "installing the packages of $1/package-lock.json"
  rm -rf "$2"
  mkdir -p "$2"
  cp "$1/package.json" "$1/package-lock.json" "$2/"
  if [[ -e $1/.npmrc ]]; then cp "$1/.npmrc" "$2/"; fi
  (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || die "npm could not install $1"
  touch "$2/installed"
}

# A program from crates.io: cargo_tool CRATE VERSION. It is then in the folder that `cargo_bin` names.
cargo_tool() {
  cargo_bin=$tools/$1-$2/bin
  alone "$1" install_crate "$1" "$2"
}

install_crate() {
  local home=$tools/$1-$2
  if [[ -e $home/installed ]]; then return; fi
  step "installing $1 $2"
  # Without optimization: it is built for longer than it would save. In the background it takes only
  # the time that nobody else wants.
  local patient=()
  if [[ -n ${PAYLINK_ONLY_TOOLS:-} ]]; then patient=(nice -n 15); fi
  CARGO_TARGET_DIR=$home/build CARGO_PROFILE_DEV_DEBUG=false \
    "${patient[@]}" cargo install --quiet --locked --debug --root "$home" --version "$2" "$1" ||
    die "cargo could not install $1 $2"
  rm -rf "$home/build"
  touch "$home/installed"
}

# What build_functions needs. Afterwards `architecture` is the one of the functions, and `runner` is
# the command, if any, that starts one of them on this machine.
function_tools() {
  python_tools lambda
  export PATH=$venv/bin:$PATH

  # The template deploys for arm64, which needs the standard library of that target; where it is
  # missing, the functions are built for this machine.
  local arm
  architecture=x86-64
  arm=$(rustc --print target-libdir --target aarch64-unknown-linux-gnu)
  if [[ -d $arm ]]; then architecture=arm64; fi
  if [[ $architecture == x86-64 && $(uname -m) == aarch64 ]]; then
    die "The standard library of aarch64-unknown-linux-gnu is missing on an ARM machine: $arm"
  fi
  # Binaries for another architecture run in user-mode emulation, with that architecture's C library.
  runner=()
  if [[ $architecture == arm64 && $(uname -m) != aarch64 ]]; then
    need qemu-aarch64 qemu-user libc6-arm64-cross libgcc-s1-arm64-cross
    runner=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
  fi
}

# Builds the release binaries of all functions as `sam build` builds them; the stages of one run share
# them: build_functions [FUNCTION...]. Afterwards `functions` has their names, and `binaries` is the
# folder with FUNCTION/bootstrap.
build_functions() {
  local packages=() function manifest made
  functions=("$@")
  if (($# == 0)); then
    for manifest in functions/*/Cargo.toml; do functions+=("$(basename "$(dirname "$manifest")")"); done
  fi
  for function in "${functions[@]}"; do packages+=(-p "$function"); done
  binaries=$target/lambda
  made="${PAYLINK_RUN:-} $architecture ${functions[*]}"
  if [[ -n ${PAYLINK_RUN:-} && $(cat "$target/functions.made" 2>/dev/null) == "$made" ]]; then
    step "this run has built the functions for $architecture"
    return
  fi
  step "building for $architecture"
  rm -rf "$binaries"
  check "cargo lambda build" cargo lambda build --locked --release "--$architecture" \
    --lambda-dir "$binaries" "${packages[@]}"
  if ((failures == 0)); then echo "$made" >"$target/functions.made"; fi
}

# Prints the size of a bootstrap and of its zip file in bytes.
sizes() {
  python3 - "$1" <<'PYTHON'
import io, pathlib, sys, zipfile

binary = pathlib.Path(sys.argv[1]).read_bytes()
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
    file.writestr("bootstrap", binary)
print(len(binary), archive.tell())
PYTHON
}

# Builds the stack; the stages of one run share it.
build_stack() {
  if [[ -n ${PAYLINK_RUN:-} && $(cat "$target/debug/paylink-local.made" 2>/dev/null) == "$PAYLINK_RUN" ]]; then
    return
  fi
  step "building the stack"
  cargo build --locked --bin paylink-local
  stack_is_built
}

# Says that this run has built the stack.
stack_is_built() {
  echo "${PAYLINK_RUN:-}" >"$target/debug/paylink-local.made"
}

# Builds the stack, starts it on free ports with nothing kept, and waits until it answers.
# `stack_file` is then the name of its stack.json, which is not the one of a stack that a developer
# runs beside it. Arguments are handed on to the stack.
start_stack() {
  local log=$logs/stack.log folder=$logs/stack pid
  stack_file=$folder/stack.json
  build_stack
  step "starting the stack"
  rm -f "$stack_file"
  mkdir -p "$folder"
  "$target/debug/paylink-local" --memory --port 0 --data "$folder" "$@" >"$log" 2>&1 &
  pid=$!
  started+=("$pid")
  for _ in {1..600}; do
    if [[ -s $stack_file ]]; then
      step "the stack is up"
      return
    fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  tail -n 30 "$log"
  die "the stack did not start: see target/tests/stack.log"
}

# Runs tests in the browser against the stack, and counts them: browser_tests FILE...
browser_tests() {
  local status=0 passed failed
  step "node --test"
  STACK_JSON=$stack_file node --test --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$logs/browser.tap" "$@" || status=$?

  read -r passed failed < <(awk '
    /^# pass / { passed = $3 }
    /^# (fail|cancelled) / { failed += $3 }
    END { print passed + 0, failed + 0 }' "$logs/browser.tap")
  if ((status != 0 && failed == 0)); then failed=1; fi
  if ((failed > 0)); then
    step "the end of the stack's log:"
    tail -n 40 "$logs/stack.log"
  fi
  count "$passed" "$failed"
}
