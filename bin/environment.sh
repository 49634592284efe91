# Sourced by the commands: `environment runtime|development` makes .venv once and again whenever the pins change.
# A stamp holds the pins' checksum, so a second start does nothing; a lock lets two commands start together.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and was not found: install it, or name one with PYTHON=/path/to/python."
}

environment() {
  local kind=$1 pins=requirements.txt stamp
  [ "$kind" = development ] && pins=requirements-dev.txt
  stamp=".venv/.$kind"
  local wanted
  wanted=$(cat requirements.txt "$pins" | cksum)
  if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    make_environment "$pins" "$stamp" "$wanted"
  fi
  export VIRTUAL_ENV="$PWD/.venv" PATH="$PWD/.venv/bin:$PATH"
}

make_environment() {
  local pins=$1 stamp=$2 wanted=$3 python
  python=$(find_python) || exit 1
  exec 9>>.environment.lock
  command -v flock >/dev/null 2>&1 && flock 9
  if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv ||
      fail "$python cannot make a virtual environment: install its venv package (Debian: apt-get install python3-venv)."
  fi
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "Installing $pins …"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$pins" ||
      fail "The packages of $pins could not be installed: see pip's message above; is the package index reachable?"
    printf '%s' "$wanted" >"$stamp"
  fi
  exec 9>&-
}
