#!/usr/bin/env bash
# Runs pytest with a Chromium for the page's tests: one that is here, else one that can be installed, else none, and says so.
# Use: deploy/test.sh [pytest arguments]; CHROMIUM=/path/to/chrome names one.
set -euo pipefail
cd "$(dirname "$0")/.."

installed() {
  command -v "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome | head -n 1 && return
  .venv/bin/python - <<'PY'
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
    if path.exists():
        print(path)
PY
}

install() {
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation
  else
    .venv/bin/python -m playwright install chromium
  fi
}

CHROMIUM=$(installed) || true
if [[ -z $CHROMIUM ]]; then
  echo "No Chromium here; installing one for the page's tests …"
  install >&2 || true
  CHROMIUM=$(installed) || true
fi
if [[ -n $CHROMIUM ]]; then
  export CHROMIUM
  exec .venv/bin/python -m pytest "$@"
fi
echo "LEFT OUT: the page's tests in a real browser (pytest mark \"browser\"): no Chromium was found and none could be installed." >&2
unset CHROMIUM
exec .venv/bin/python -m pytest -m "not browser" "$@"
