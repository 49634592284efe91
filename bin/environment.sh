# Sourced by the commands: `environment runtime|development` makes .venv once and again whenever the pins change.
# A stamp holds the pins' checksum, so a second start does nothing; a lock lets two commands start together.

. bin/french.sh

# say SENTENCE FACTS…: in the language of whoever is at the terminal, chosen as config.terminal_locale does; each %s is a fact
say() {
  local sentence=$1
  shift
  in_french && sentence=$(french "$sentence")
  if [ $# = 0 ]; then
    printf '%s\n' "$sentence" >&2
  else # shellcheck disable=SC2059
    printf "$sentence\n" "$@" >&2
  fi
}
fail() { say "$@"; exit 1; }

in_french() {
  case ",${LOCALES:-en,fr}," in *,fr,*) ;; *) return 1 ;; esac
  case ${DEFAULT_LOCALE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in fr | fr[_.-]*) ;; *) return 1 ;; esac
}

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
  local kind=$1 pins=requirements.txt
  [ "$kind" = development ] && pins=requirements-dev.txt
  if [ ! -x .venv/bin/python ] || ! up_to_date "$pins"; then
    make_environment "$pins"
  fi
  export VIRTUAL_ENV="$PWD/.venv" PATH="$PWD/.venv/bin:$PATH"
}

# Is what these pins say what was installed?
up_to_date() {
  [ "$(cat ".venv/.$1" 2>/dev/null)" = "$(cksum <"$1")" ] && { [ "$1" = requirements.txt ] || up_to_date requirements.txt; }
}

make_environment() {
  local pins=$1 python
  python=$(find_python) || exit 1
  [ -w . ] || fail "%s cannot be written, and .venv is missing or old: make it as whoever owns the folder." "$PWD"
  exec 9>>.environment.lock
  command -v flock >/dev/null 2>&1 && flock 9
  if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Making .venv with %s …" "$("$python" --version)"
    "$python" -m venv --clear .venv ||
      fail "%s cannot make a virtual environment: install its venv package (Debian: apt-get install python3-venv)." "$python"
  fi
  if ! up_to_date "$pins"; then
    say "Installing %s …" "$pins"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$pins" ||
      fail "The packages of %s could not be installed: see pip's message above; is the package index reachable?" "$pins"
    # the development pins hold those of what runs
    cksum <requirements.txt >.venv/.requirements.txt
    [ "$pins" = requirements.txt ] || cksum <"$pins" >".venv/.$pins"
  fi
  exec 9>&-
}
