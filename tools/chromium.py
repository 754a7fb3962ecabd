"""Which Chromium the browser tests drive: prints its path, or ends with 1 when there is none.

Standard library only, because set-up asks before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

# The headless shell first: the same engine without a window's own pages, a third of the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The browser to start: SHIFU_CHROMIUM, else one on the path, else the one Playwright fetched for itself."""
    if named := os.environ.get("SHIFU_CHROMIUM"):
        return named if shutil.which(named) else None
    for name in NAMES:
        if (path := shutil.which(name)) and not _is_snap(Path(path)):
            return path
    return _fetched_by_playwright()


def _is_snap(path: Path) -> bool:
    """Ubuntu's package is a script or a link that leads to a snap, which containers cannot run."""
    if "snap" in path.resolve().parts:
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"/snap/" in head


def _fetched_by_playwright() -> str | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


if __name__ == "__main__":
    chromium = find_chromium()
    if chromium is None:
        sys.exit(1)
    print(chromium)
