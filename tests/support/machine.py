"""What the machine brings along."""

import os
import shutil


def chromium_path() -> str | None:
    """The machine's Chromium: CHROMIUM names it, else the usual names are tried."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), None)
