"""The facts: Parquet files of work orders by source and month in the file store, read by DuckDB.

DuckDB is imported when the first connection is asked for, never by a page that only shows readings.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from lms.core import files
from lms.core.db import db
from lms.kpis.models import FactFile
from lms.kpis.rules.fields import COLUMNS
from lms.kpis.rules.sql import literal, texts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "facts"
"""Where fact files lie in the store."""
THREADS = 2
MEMORY = "800MB"
PARQUET = "FORMAT parquet, COMPRESSION lz4, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 5000"


@contextmanager
def connect() -> Iterator[DuckDBPyConnection]:
    """An engine of one's own, with a place for what does not fit into its memory, gone when it is left."""
    import duckdb

    folder = tempfile.mkdtemp(prefix="shifu-facts-")
    connection = duckdb.connect(":memory:")
    try:
        for setting in (
            f"threads = {THREADS}",
            f"memory_limit = '{MEMORY}'",
            f"temp_directory = {literal(folder)}",
            "preserve_insertion_order = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "TimeZone = 'UTC'",
            "enable_progress_bar = false",
        ):
            connection.execute(f"SET {setting}")
        yield connection
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def live_files(*, source: str | None = None, months: Collection[date] | None = None) -> list[FactFile]:
    """The files that count, by source and month."""
    query = select(FactFile).where(FactFile.superseded_by.is_(None)).order_by(FactFile.source, FactFile.month)
    if source is not None:
        query = query.where(FactFile.source == source)
    if months is not None:
        query = query.where(FactFile.month.in_(sorted(months)))
    return list(db.session.scalars(query))


def addresses(connection: DuckDBPyConnection, paths: Collection[str]) -> list[str]:
    """Where DuckDB reads files of the store. A bucket is made known to the connection first."""
    store = files.store()
    if _is_local(store.filesystem):
        return [f"{store.root}/{path}" for path in paths]
    protocol = _protocol(store.filesystem)
    if protocol not in connection.list_filesystems():
        connection.register_filesystem(store.filesystem)
    return [f"{protocol}://{store.root.lstrip('/')}/{path}" for path in paths]


def reading(connection: DuckDBPyConnection, paths: Collection[str]) -> str:
    """The SQL of all columns over files of the store. A column that a file does not hold is NULL there."""
    alike: dict[frozenset[str], list[str]] = {}
    for path in paths:
        alike.setdefault(columns_held(path), []).append(path)
    parts = [
        f"SELECT {columns_over(held)} FROM read_parquet([{texts(addresses(connection, some))}])"
        for held, some in alike.items()
    ]
    return "(" + (" UNION ALL ".join(parts) or f"SELECT {columns_over(())} WHERE FALSE") + ")"


def columns_over(held: Collection[str]) -> str:
    """The facts' columns in their order; those not held are NULL."""
    return ", ".join(name if name in held else f"CAST(NULL AS {sql_type}) AS {name}" for name, sql_type in COLUMNS)


def columns_held(path: str) -> frozenset[str]:
    """Which columns a file holds: its name begins with a mask of them, so that none is opened to find out."""
    mask = int(path.rpartition("/")[2].split("-", 1)[0], 16)
    return frozenset(name for bit, (name, _type) in enumerate(COLUMNS) if mask >> bit & 1)


def mask_of(held: Collection[str]) -> str:
    """The beginning of the name of a file that holds these columns."""
    return f"{sum(1 << bit for bit, (name, _type) in enumerate(COLUMNS) if name in held):x}"


def orders_relation(
    connection: DuckDBPyConnection, *, source: str | None = None, months: Collection[date] | None = None
) -> frozenset[str]:
    """Register the view `orders` over the facts that count; without any, an empty one with the same columns. Gives the
    columns that any of the orders may fill."""
    paths = [row.path for row in live_files(source=source, months=months)]
    connection.execute(f"CREATE OR REPLACE TEMP VIEW orders AS SELECT * FROM {reading(connection, paths)}")
    return frozenset[str]().union(*map(columns_held, paths))


def keep(local: Path, path: str) -> None:
    """Bring a finished file into the store under its path. It is never seen there half-written."""
    store = files.store()
    target = f"{store.root}/{path}"
    store.filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    if _is_local(store.filesystem):
        part = f"{target}.part"
        shutil.move(str(local), part)
        Path(part).replace(target)
    else:
        store.filesystem.put_file(str(local), target)
        local.unlink()


def discard(path: str) -> None:
    """Take a file out of the store; one that is not there is no fault."""
    store = files.store()
    target = f"{store.root}/{path}"
    if store.filesystem.exists(target):
        store.filesystem.rm_file(target)


def _is_local(filesystem: Any) -> bool:
    return "file" in _protocols(filesystem)


def _protocol(filesystem: Any) -> str:
    return _protocols(filesystem)[0]


def _protocols(filesystem: Any) -> tuple[str, ...]:
    known = filesystem.protocol
    return (known,) if isinstance(known, str) else tuple(known)
