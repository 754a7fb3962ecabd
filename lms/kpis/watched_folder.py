"""The watched folder: which of its files a profile fits, and which wait because none does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

AT_WORK, DONE, REJECTED = "working", "done", "rejected"
QUIET = timedelta(seconds=20)
"""A file in the watched folder is taken when nobody has written to it for so long."""
_MOST_LOOKED_AT = 500


def fitting(name: str, profiles: Sequence[str]) -> str | None:
    """The profile that a file in the folder itself is read by: the one whose name its own begins with."""
    return max(
        (profile for profile in profiles if name.casefold().startswith(profile.casefold())), key=len, default=None
    )


def is_finished(path: Path, at: datetime) -> bool:
    """Has nobody written to it for a while?"""
    if path.name.startswith(".") or path.suffix in (".part", ".tmp") or not path.is_file():
        return False
    return path.stat().st_mtime < (at - QUIET).timestamp()


def waiting_files(folder: Path | None, profiles: Sequence[str], at: datetime, most: int = 10) -> list[str]:
    """Files that nobody takes because no profile is called like them or like their folder."""
    if folder is None:
        return []
    found: list[str] = []
    try:
        for path in sorted(islice(folder.iterdir(), _MOST_LOOKED_AT)):
            if is_finished(path, at) and fitting(path.name, profiles) is None:
                found.append(path.name)
            elif path.is_dir() and path.name not in (AT_WORK, DONE, REJECTED, *profiles):
                inside = sorted(islice(path.iterdir(), _MOST_LOOKED_AT))
                found += [f"{path.name}/{one.name}" for one in inside if is_finished(one, at)]
    except OSError:
        return found[:most]  # the folder is another machine's, or went away
    return found[:most]
