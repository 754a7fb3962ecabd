"""A ZIP with files of items and the pictures that they name, as we hand them out where a format holds no pictures."""

from __future__ import annotations

from pathlib import PurePosixPath

from assessments.formats import DEFAULT_POOL, Reading, read_items, recognise
from assessments.formats.packages import BadPackage, open_package

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ITEMS = (".yaml", ".yml", ".json", ".csv", ".txt", ".gift", ".xlsx", ".xml")


def read(content: bytes, name: str) -> Reading:
    """All files of items in it together; a package inside a package is not opened."""
    try:
        files = open_package(content)
    except BadPackage as error:
        return Reading.unreadable(name, error.code, **error.values)
    figures = {
        PurePosixPath(path).name.casefold(): one for path, one in files.items() if path.lower().endswith(PICTURES)
    }
    readings = [
        read_items(one, f"{name} › {path}")
        for path, one in sorted(files.items())
        if path.lower().endswith(ITEMS) and recognise(one) != "folder"
    ]
    if not readings:
        return Reading.unreadable(name, "no_items", 1)
    pools = {reading.pool for reading in readings}
    for reading in readings:
        figures.update(reading.figures)
    return Reading(
        tuple(draft for reading in readings for draft in reading.drafts),
        tuple(fault for reading in readings for fault in reading.faults),
        pools.pop() if len(pools) == 1 else DEFAULT_POOL,
        left=tuple(left for reading in readings for left in reading.left),
        warnings=tuple(warning for reading in readings for warning in reading.warnings),
        figures=figures,
    )
