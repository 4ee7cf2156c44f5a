"""Where the system's browser lies; Playwright's own is not downloaded."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium():
    return next(filter(None, map(shutil.which, NAMES)), None)
