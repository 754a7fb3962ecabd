"""Writing items into files for other systems, on record."""

from __future__ import annotations

from datetime import datetime

from assessments.formats.writing import Export, write_items
from assessments.queries.bank import Filters
from assessments.queries.exports import Selection, list_selection
from lms.core import audit, files
from lms.core.audit import Actor
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


def export_items(filters: Filters, form: str, *, actor: Actor, at: datetime) -> Export | None:
    """The items that fit the filters; none where nothing does. RuleBroken where they are of several pools."""
    return _written(list_selection(filters), form, actor, at)


def export_pool(pool: str, form: str, *, topic: str | None, actor: Actor, at: datetime) -> Export | None:
    """The items of a pool, or of one of its topics."""
    return _written(list_selection(Filters(pool=pool), topic=topic), form, actor, at)


def _written(selection: Selection, form: str, actor: Actor, at: datetime) -> Export | None:
    if not selection.drafts:
        return None
    if len(selection.pools) > 1:
        raise RuleBroken(Refusal("export_one_pool"))
    (pool,) = selection.pools
    pictures = {name: files.read(file_id)[1] for name, file_id in selection.pictures.items()}
    export = write_items(selection.drafts, pictures, form, pool)
    audit.record("bank.exported", "bank", pool[:60], actor=actor, at=at, format=form, written=export.written)
    return export
