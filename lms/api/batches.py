"""A batch as the engine reads files: JSON lines on disk, and the profile that says what the names mean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.api.rules import Batch
from lms.kpis.rules.fields import FIELDS
from lms.kpis.rules.profiles import FieldRule, Profile


def own_names(batch: Batch) -> Profile:
    """The profile of a batch under our own field names. Moments without an offset are UTC."""
    used = {name for order in batch.orders for name in order}
    fields = {field.name: FieldRule(columns=(field.name,)) for field in FIELDS if field.name in used}
    return Profile(name="api", source=batch.source or "", fields=fields, format="jsonl", zone="UTC")


@contextmanager
def on_disk(batch: Batch) -> Iterator[tuple[Path, str]]:
    """The orders as a file, and its hash: the n-th order on line n, so that a fault's line says which."""
    with TemporaryDirectory(prefix="shifu-api-") as folder:
        path, digest = Path(folder) / "batch.jsonl", hashlib.sha256()
        with path.open("wb") as file:
            for order in batch.orders:
                line = json.dumps(order).encode("ascii") + b"\n"
                digest.update(line)
                file.write(line)
        yield path, digest.hexdigest()
