"""Lays a .gz and a .br beside every static file that shrinks, so that the server never compresses while it serves.

Only what changed since the last time is done; copies whose original has gone are removed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from whitenoise.compress import Compressor

STATIC = Path(__file__).parents[1] / "static"
COPIES = (".gz", ".br")


def main() -> None:
    compressor = Compressor(quiet=True)
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    for copy in (path for path in files if path.suffix in COPIES):
        if not copy.with_suffix("").exists():
            copy.unlink()
    stale = [path for path in files if compressor.should_compress(path.name) and _is_stale(path)]
    for path in stale:
        for suffix in COPIES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(compressor.compress, map(str, stale)))


def _is_stale(path: Path) -> bool:
    """A file that does not shrink has no copies; it is looked at again each time, which costs little."""
    copies = [path.with_name(path.name + suffix) for suffix in COPIES]
    changed = path.stat().st_mtime
    return any(not copy.exists() or copy.stat().st_mtime < changed for copy in copies)


if __name__ == "__main__":
    main()
