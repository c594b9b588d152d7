#!/usr/bin/env bash
# Writes both locks from pyproject.toml: pinned, hashed, for every platform and Python from 3.11 on.
# Use: deploy/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."

# No annotation, header or index: those would write this machine's paths and hosts into the file.
compile() {
  # setuptools builds the editable install, so that it too comes with a hash and needs no isolated build.
  printf 'setuptools>=77\n' | .venv/bin/uv pip compile pyproject.toml - --quiet --universal --generate-hashes \
    --python-version 3.11 --no-annotate --no-header --no-emit-index-url "$@" >/dev/null
}

compile --output-file requirements.lock "$@"
compile --output-file requirements-dev.lock --group dev --constraint requirements.lock "$@"
! grep -nEi '^(torch|nvidia-|triton)' requirements.lock requirements-dev.lock ||
  { echo "torch must not be in the default install or the development tools" >&2; exit 1; }
