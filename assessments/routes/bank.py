"""The question bank for training managers: looking items up. Importing stands in `bank_import`."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from assessments.labels import DIFFICULTY_NAMES, KIND_NAMES, TIER_NAMES, pool_name
from assessments.queries.bank import Filters, get_figure, get_item, list_items, list_pools, list_topics, list_versions
from assessments.routes import blueprint
from lms.core import files
from lms.core.access import Permission, requires
from lms.core.paging import wanted_page
from lms.people.labels import PRODUCT_NAMES


@blueprint.get("/bank")
@requires(Permission.SEE_BANK)
def bank() -> str:
    """Items in their newest wording, by topic, difficulty, kind and words."""
    arguments = request.args
    filters = Filters(
        topic_id=arguments.get("topic", type=int),
        difficulty=arguments.get("difficulty", type=int),
        kind=arguments.get("kind") or None,
        pool=arguments.get("pool") or None,
        words=arguments.get("words", "").strip()[:100],
    )
    return render_template(
        "assessments/bank.html",
        page=list_items(filters, wanted_page()),
        filters=filters,
        topics=list_topics(),
        pools=list_pools(),
        kinds=KIND_NAMES,
        difficulties=DIFFICULTY_NAMES,
        products=PRODUCT_NAMES,
        pool_name=pool_name,
    )


@blueprint.get("/bank/items/<int:item_id>")
@requires(Permission.SEE_BANK)
def bank_item(item_id: int) -> str:
    """One item in both languages, with its key, and every earlier wording."""
    item = get_item(item_id)
    versions = list_versions(item_id)
    return render_template(
        "assessments/bank_item.html",
        item=item,
        newest=versions[0],
        older=versions[1:],
        kinds=KIND_NAMES,
        difficulties=DIFFICULTY_NAMES,
        tiers=TIER_NAMES,
        products=PRODUCT_NAMES,
        pool_name=pool_name,
    )


@blueprint.get("/bank/versions/<int:version_id>/figure")
@requires(Permission.SEE_BANK)
def bank_figure(version_id: int) -> Any:
    """The picture of one wording."""
    return files.send(get_figure(version_id), download=False)
