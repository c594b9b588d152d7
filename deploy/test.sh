#!/usr/bin/env bash
# Runs pytest with a Chromium for the page's tests: one that is here, else one that can be installed, else none, and says so.
# Use: deploy/test.sh [pytest arguments]; CANDOR_CHROMIUM=/path/to/chromium names one.
set -euo pipefail
cd "$(dirname "$0")/.."

found() {
  .venv/bin/python - <<'PY'
import sys

from playwright.sync_api import sync_playwright

from tests.ui.chromium import chromium_path

with sync_playwright() as playwright:
    sys.exit(chromium_path(playwright) is None)
PY
}

install() {
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation
  else
    .venv/bin/python -m playwright install chromium
  fi
}

if ! found; then
  echo "No Chromium here; installing one for the page's tests …" >&2
  install >&2 || true
  found || echo "LEFT OUT: the page's tests in a real browser. No Chromium was found and none could be installed." >&2
fi
exec .venv/bin/python -m pytest "$@"
