# What the stages share. Sourced, at the root of the repository.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export CARGO_TERM_COLOR=never NO_COLOR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Where cargo puts what it builds.
target=${CARGO_TARGET_DIR:-$PWD/target}
# Where stages keep tools and logs.
tools=$PWD/target/tools
logs=$PWD/target/tests
counts=${PAYLINK_COUNTS:-/dev/null}
mkdir -p "$tools" "$logs"

# Says what is going on, with the time since the stage began.
step() {
  printf '[%3d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"
}

die() {
  step "$*"
  exit 1
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

# Installs Debian packages: install WHAT-IS-MISSING DEBIAN-PACKAGE...
install() {
  local missing=$1
  shift
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    die "$missing is missing. On Debian it comes with: apt-get install $*"
  fi
  step "installing $*"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
    >"$logs/apt.log" 2>&1; then
    die "apt-get could not install $*: see target/tests/apt.log"
  fi
}

# Makes sure that a command is there: need COMMAND DEBIAN-PACKAGE...
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null || install "The command $command" "$@"
}

# Makes sure that a language can be shown: need_font LANGUAGE DEBIAN-PACKAGE...
need_font() {
  local language=$1
  shift
  need fc-list fontconfig
  [[ -n $(fc-list ":lang=$language" family) ]] || install "A font for the language $language" "$@"
}

# A virtual environment with the packages pinned in tests/tools/NAME.txt: python_tools NAME.
# Its programs are in target/tools/NAME/bin.
python_tools() {
  local pins=tests/tools/$1.txt home=$tools/$1
  if cmp -s "$pins" "$home/installed.txt"; then return; fi
  need python3 python3 python3-venv
  step "installing the packages of $pins"
  rm -rf "$home"
  python3 -m venv "$home" || die "python3 cannot make virtual environments: install python3-venv"
  "$home/bin/pip" install --quiet --no-deps -r "$pins"
  cp "$pins" "$home/installed.txt"
}

# Runs the Python tests in tests/NAME with the tools of the same name, and counts them: python_tests NAME.
python_tests() {
  local status=0 output passed failed
  output=$(mktemp "$logs/$1.XXXXXX")
  step "python -m unittest"
  "$tools/$1/bin/python" -B -m unittest discover --verbose \
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

# A program from crates.io: cargo_tool CRATE VERSION. It is then in target/tools/CRATE/bin.
cargo_tool() {
  local home=$tools/$1
  if grep -qs "^\"$1 $2 " "$home/.crates.toml"; then return; fi
  step "installing $1 $2"
  # Without optimization: it is built for longer than it would save.
  cargo install --quiet --locked --debug --root "$home" --version "$2" "$1"
}

# Builds the release binaries of all functions as `sam build` builds them; cargo builds only what has
# changed. Afterwards `functions` has their names, `binaries` is the folder with FUNCTION/bootstrap,
# and `runner` is the command, if any, that starts one on this machine.
build_functions() {
  python_tools lambda
  export PATH=$tools/lambda/bin:$PATH

  # The template deploys for arm64, which needs the standard library of that target; where it is
  # missing, the functions are built for this machine.
  local arm packages=() manifest
  architecture=x86-64
  arm=$(rustc --print target-libdir --target aarch64-unknown-linux-gnu)
  if [[ -d $arm ]]; then architecture=arm64; fi
  if [[ $architecture == x86-64 && $(uname -m) == aarch64 ]]; then
    die "The standard library of aarch64-unknown-linux-gnu is missing on an ARM machine: $arm"
  fi
  step "building for $architecture; the standard library for arm64 is $([[ -d $arm ]] && echo there || echo missing)"
  functions=()
  for manifest in functions/*/Cargo.toml; do
    functions+=("$(basename "$(dirname "$manifest")")")
    packages+=(-p "${functions[-1]}")
  done
  binaries=$target/lambda
  rm -rf "$binaries"
  check "cargo lambda build" cargo lambda build --locked --release "--$architecture" \
    --lambda-dir "$binaries" "${packages[@]}"

  # Binaries for another architecture run in user-mode emulation, with that architecture's C library.
  runner=()
  if [[ $architecture == arm64 && $(uname -m) != aarch64 ]]; then
    need qemu-aarch64 qemu-user libc6-arm64-cross libgcc-s1-arm64-cross
    runner=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
  fi
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

# Builds the stack. With the tests, so that dependencies get the same features as in the rust stage
# and are not built once more.
build_stack() {
  step "building the stack"
  cargo build --locked --workspace --tests --bin paylink-local
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
