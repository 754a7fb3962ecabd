"""A batch as the engine reads files: JSON lines on disk, and the profile that says what the names mean."""

from __future__ import annotations

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
def on_disk(batch: Batch) -> Iterator[Path]:
    """The orders as a file: the n-th on line n, so that a fault's line says which."""
    with TemporaryDirectory(prefix="shifu-api-") as folder:
        path = Path(folder) / "batch.jsonl"
        with path.open("w", encoding="ascii") as file:
            for order in batch.orders:
                file.write(json.dumps(order) + "\n")
        yield path
