"""Writing and changing items at the page, reviewing them, putting them into exams and taking them out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from assessments import quality_labels
from assessments.actions.authoring import add_item, bring_back, change_item, put_live, retire_item, review_wording
from assessments.actions.wordings import Pictures, reference_faults
from assessments.formats import DEFAULT_POOL
from assessments.forms.items import MOST_ROWS, Filled, read_draft, rows_of, values_of, with_more
from assessments.labels import DIFFICULTY_NAMES, KIND_NAMES, SHAPE_NAMES, TIER_NAMES, fault_words, pool_name
from assessments.models import Item, ItemVersion, Topic
from assessments.photos import PhotosRefused, prepare
from assessments.queries.bank import get_item, list_topics, list_versions
from assessments.queries.imports import known_items
from assessments.queries.practical_exams import list_rubrics
from assessments.queries.statistics import list_item_figures, pool_by_wording
from assessments.routes import blueprint
from assessments.rules.bodies import Body
from assessments.rules.items import Fault, ItemDraft, item_faults, shown_pictures
from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import RuleBroken, describe
from lms.core.written import whole
from lms.people.labels import PRODUCT_NAMES
from lms.skills.queries import list_abilities


@blueprint.get("/bank/items/new")
@requires(Permission.MANAGE_BANK)
def item_kinds() -> str:
    """Which kind of item?"""
    return render_template("assessments/item_kinds.html", kinds=KIND_NAMES)


@blueprint.route("/bank/items/new/<kind>", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
@writes_later
def new_item(kind: str) -> Any:
    """Write a new item; it is a draft until somebody else has reviewed it."""
    if kind not in KIND_NAMES:
        abort(404)
    if request.method == "GET":
        values = {
            "key": _next_key(),
            "difficulty": "2",
            "tier": "junior",
            "points": "1",
            "topic": request.args.get("topic", ""),
        }
        return _form(kind, values, [])
    if (longer := with_more(request.form)) is not None:
        return _form(kind, longer, [])
    pictures, complaints = _uploaded({})
    draft, faults = _draft(kind, request.form["key"].strip() if "key" in request.form else "", pictures, "")
    if complaints or faults:
        return _form(kind, request.form, [*complaints, *map(fault_words, faults)]), 422
    start_writing()
    try:
        item = add_item(
            draft=draft, pool=_pool(), topic_id=_topic_id(), pictures=pictures, actor=current_user, at=clock.now()
        )
    except RuleBroken as broken:
        db.session.rollback()
        return _form(kind, request.form, describe(broken.refusals)), 422
    flash(_("The draft is saved. Somebody else reviews it before exams draw it."), "success")
    return redirect(url_for("assessments.bank_item", item_id=item.id))


@blueprint.route("/bank/items/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
@writes_later
def edit_item(item_id: int) -> Any:
    """Change an item: a new wording, as a draft. Attempts keep theirs."""
    item = get_item(item_id)
    version = list_versions(item_id)[0]
    original = db.session.get(Item, item.variant_of_id) if item.variant_of_id else None
    if request.method == "GET":
        return _form(version.kind, values_of(item, version, original.key if original else ""), [], item, version)
    if (longer := with_more(request.form)) is not None:
        return _form(version.kind, longer, [], item, version)
    kept = {name.casefold(): file_id for name, file_id in Body.read(version.body).figures.items()}
    figure = ""
    if version.figure_file_id and "figure_gone" not in request.form:
        figure, kept["figure"] = "figure", version.figure_file_id
    pictures, complaints = _uploaded(kept)
    draft, faults = _draft(version.kind, item.key, pictures, figure)
    if complaints or faults:
        return _form(version.kind, request.form, [*complaints, *map(fault_words, faults)], item, version), 422
    start_writing()
    item = get_item(item_id)
    changed = change_item(
        item=item, draft=draft, topic_id=_topic_id(), pictures=pictures, actor=current_user, at=clock.now()
    )
    words = {
        "wording": _("The new version is saved as a draft. Somebody else reviews it before exams draw it."),
        "place": _("Saved where the item belongs. What it says is as before, so there is no new version."),
        "": _("Nothing was changed, so there is no new version."),
    }
    flash(words[changed], "success" if changed else "info")
    return redirect(url_for("assessments.bank_item", item_id=item_id))


@blueprint.post("/bank/versions/<int:version_id>/review")
@requires(Permission.MANAGE_BANK)
def review_item(version_id: int) -> Any:
    """Approve somebody else's wording, or return it with the reason."""
    approved = request.form.get("verdict") == "approve"
    comment = whole(request.form.get("comment", ""), 2000)
    review_wording(version_id=version_id, approved=approved, comment=comment, actor=current_user, at=clock.now())
    flash(_("Reviewed; it may go into exams now.") if approved else _("Returned with your reason."), "success")
    return _to_item(version_id)


@blueprint.post("/bank/versions/<int:version_id>/live")
@requires(Permission.MANAGE_BANK)
def live_item(version_id: int) -> Any:
    """Let exams draw a reviewed wording."""
    put_live(version_id=version_id, actor=current_user, at=clock.now())
    flash(_("Exams draw this version from now on."), "success")
    return _to_item(version_id)


def _to_item(version_id: int) -> Any:
    item_id = db.session.get_one(ItemVersion, version_id).item_id
    return redirect(url_for("assessments.bank_item", item_id=item_id))


@blueprint.post("/bank/items/<int:item_id>/retire")
@requires(Permission.MANAGE_BANK)
def retire(item_id: int) -> Any:
    """Take an item out of exams to come, or bring it back."""
    item = get_item(item_id)
    if "back" in request.form:
        bring_back(item=item, actor=current_user, at=clock.now())
        flash(_("The item is back; exams may draw it again."), "success")
    else:
        retire_item(item=item, actor=current_user, at=clock.now())
        flash(_("The item is retired. Attempts that have it keep it."), "success")
    return redirect(url_for("assessments.bank_item", item_id=item_id))


def _topic_id() -> int:
    return request.form.get("topic", 0, type=int)


def _pool() -> str:
    """A new item belongs where its topic does."""
    topic = db.session.get(Topic, _topic_id())
    return topic.pool if topic else DEFAULT_POOL


def _draft(kind: str, key: str, pictures: Pictures, figure: str) -> tuple[ItemDraft, list[Fault]]:
    """The draft of the form, and everything that is wrong with it."""
    topic = db.session.get(Topic, _topic_id())
    if "figure" in pictures.contents:
        figure = "figure"
    there = {*pictures.contents, *pictures.kept} - {"figure"}
    draft, faults = read_draft(kind, topic.code if topic else "", {**request.form.to_dict(), "key": key}, figure, ())
    draft = replace(draft, figures=tuple(name for name in sorted(shown_pictures(draft)) if name.casefold() in there))
    variants: dict[str, str | None] = {}
    if draft.language_of:
        variants = {other: one.variant_of for other, one in known_items(topic.pool if topic else DEFAULT_POOL).items()}
    unread = {fault.field for fault in faults}
    sound = item_faults(draft) + reference_faults(draft, variants)
    return draft, faults + [fault for fault in sound if fault.field not in unread]


def _uploaded(kept: dict[str, int]) -> tuple[Pictures, list[str]]:
    """The pictures of the form, drawn anew as photos are: the main one is called "figure", others by their file's name."""
    contents: dict[str, bytes] = {}
    complaints: list[str] = []
    uploads = [("figure", upload) for upload in request.files.getlist("figure")]
    uploads += [((upload.filename or "").casefold(), upload) for upload in request.files.getlist("pictures")]
    for name, upload in uploads:
        try:
            for photo in prepare([upload]):
                contents[name] = photo.content
        except PhotosRefused as refused:
            complaints += describe(refused.refusals)
    return Pictures(contents, {name: file_id for name, file_id in kept.items() if name not in contents}), complaints


def _next_key() -> str:
    """A number that nobody has given yet, whatever people typed themselves before."""
    count = db.session.scalar(select(func.count()).select_from(Item).where(Item.pool == DEFAULT_POOL)) or 0
    taken = set(db.session.scalars(select(Item.key).where(Item.pool == DEFAULT_POOL, Item.key.like("Q-%"))))
    return next(key for number in range(count + 1, 2 * count + 2) if (key := f"Q-{number:04}") not in taken)


def _form(
    kind: str, values: Any, complaints: list[str], item: Item | None = None, version: ItemVersion | None = None
) -> str:
    figures = list_item_figures(item.id) if item else []
    return render_template(
        "assessments/item_editor.html",
        kind=kind,
        values=Filled({name: values[name] for name in values}),
        complaints=complaints,
        item=item,
        version=version,
        rows=rows_of(values),
        most=MOST_ROWS,
        topics=list_topics(),
        kinds=KIND_NAMES,
        difficulties=DIFFICULTY_NAMES,
        tiers=TIER_NAMES,
        products=PRODUCT_NAMES,
        abilities=list_abilities(),
        rubrics=list_rubrics(),
        shapes=SHAPE_NAMES,
        pool_name=pool_name,
        pictures=sorted(Body.read(version.body).figures) if version else [],
        figures=figures,
        pooled=pool_by_wording(figures),
        quality_words=quality_labels,
    )
