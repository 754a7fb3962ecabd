"""Folders of loads that were killed: whoever leaves in order removes their own, and these nobody removes but here."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
PREFIXES = tuple(
    f"shifu-{what}-" for what in ("api", "arriving", "facts", "load", "preview", "rejects", "upload")
)  # fmt: skip
LEFT_AFTER = timedelta(hours=24)
"""No load takes so long that its folder could still be used."""


def sweep_working_folders(*, at: datetime, among: Path | None = None) -> int:
    """Remove this machine's working folders that nobody has touched for a day. Returns how many."""
    removed = 0
    for path in (among or Path(tempfile.gettempdir())).iterdir():
        try:
            known = path.lstat()
            if not path.name.startswith(PREFIXES) or path.is_symlink() or known.st_uid != os.getuid():
                continue
            if path.is_dir() and _touched(path) < (at - LEFT_AFTER).timestamp():
                shutil.rmtree(path, ignore_errors=True)
                removed += 1
        except FileNotFoundError:
            continue  # its owner was faster
    if removed:
        log.info("working folders swept", removed=removed)
    return removed


def _touched(folder: Path) -> float:
    """When the folder or anything in it was last written to."""
    return max(entry.lstat().st_mtime for entry in (folder, *folder.rglob("*")))
