"""Taking items away as a file for another system, or for this one again."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from assessments.actions.exports import export_items
from assessments.format_labels import TARGET_NAMES, TARGET_USES
from assessments.labels import pool_name
from assessments.queries.bank import Filters
from assessments.queries.exports import count_by_pool
from assessments.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound

NAMES = ("topic", "difficulty", "kind", "pool", "words", "state", "skill", "tier", "product")


def _filters(said: MultiDict[str, str]) -> Filters:
    """The filters of the list of items, as its address names them."""
    return Filters(
        topic_id=said.get("topic", type=int), difficulty=said.get("difficulty", type=int), kind=said.get("kind") or None,
        pool=said.get("pool") or None, words=said.get("words", "").strip()[:100], state=said.get("state") or None,
        skill=said.get("skill") or None, tier=said.get("tier") or None, product=said.get("product") or None,
    )  # fmt: skip


@blueprint.get("/bank/export")
@requires(Permission.MANAGE_BANK)
def bank_export() -> str:
    """The items that the list showed: which pool, which format."""
    counts = count_by_pool(_filters(request.args))
    return render_template(
        "assessments/bank_export.html",
        pools=sorted(counts),
        total=sum(counts.values()),
        filters={name: request.args[name] for name in NAMES if request.args.get(name)},
        targets=TARGET_NAMES,
        uses=TARGET_USES,
        pool_name=pool_name,
    )


@blueprint.post("/bank/export")
@requires(Permission.MANAGE_BANK)
def bank_export_file() -> Any:
    """The file."""
    form = request.form.get("format", "")
    if form not in TARGET_NAMES:
        raise NotFound
    export = export_items(_filters(request.form), form, actor=current_user, at=clock.now())
    if export is None:
        raise NotFound
    answer = Response(export.content, mimetype=export.media)
    answer.headers["Content-Disposition"] = f'attachment; filename="items-{form}.{export.ending}"'
    return answer
