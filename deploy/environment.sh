#!/usr/bin/env bash
# Makes .venv hold what a lock names, and Candor itself; returns at once when it already does.
# Use: deploy/environment.sh requirements.lock | requirements-dev.lock
set -euo pipefail
cd "$(dirname "$0")/.."

lock=$1
# pip reads its options from the environment and its configuration: mirrors stay, a --user install would not work in .venv.
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  if [[ -n ${PYTHON:-} ]]; then
    recent "$PYTHON" || fail "PYTHON=$PYTHON is not Python 3.11 or newer: $("$PYTHON" --version 2>&1 || true)"
    printf '%s' "$PYTHON"
    return
  fi
  for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
    if recent "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Candor needs Python 3.11 or newer; python3 here is: $(python3 --version 2>&1 || true)" \
    "Install a newer one, or name it: make run PYTHON=/path/to/python3.12"
}

usable() {
  recent .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 && grep -qsF "$PWD/.venv" .venv/bin/activate
}

make_venv() {
  local python
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python has no venv module. On Debian and Ubuntu: apt-get install python3-venv"
  "$python" -m venv --clear .venv
}

state() {
  sha256sum "$1" pyproject.toml deploy/environment.sh
  printf '%s\n' "$PWD"
}

stamp=.venv/candor-$lock
if [[ -f $stamp && $(<"$stamp") == "$(state "$lock")" ]]; then
  exit 0
fi

echo "Setting up .venv from $lock (once; it takes as long as the downloads take) …"
usable || make_venv
.venv/bin/python -m pip install --quiet --require-hashes -r "$lock" ||
  fail "Setting up failed, see above. The packages come from where pip is configured to look, by default PyPI; run it again when that can be reached."
# Candor itself stays where it is. setuptools is in the lock, so building needs nothing more from the network.
.venv/bin/python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
state "$lock" >"$stamp"
# The development lock holds the whole default install at the same versions.
[[ $lock == requirements.lock ]] || state requirements.lock >.venv/candor-requirements.lock
