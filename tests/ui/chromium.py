"""Finds a Chromium to drive."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    "left out: no Chromium here. Install the distribution's package (apt-get install chromium), run "
    "“playwright install chromium”, or name one in CANDOR_CHROMIUM"
)


def chromium_path(playwright: Playwright) -> str | None:
    """The named one, else one on PATH, else Playwright's own, else nothing."""
    named = os.environ.get("CANDOR_CHROMIUM")
    if named:
        return named
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)
