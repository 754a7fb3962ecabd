"""The question bank for training managers: looking items up. Importing stands in `bank_import`, writing in `bank_authoring`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from assessments import quality_labels
from assessments.answer_fields import area_words, fields_of, picture_addresses
from assessments.labels import (
    DIFFICULTY_NAMES,
    EVENT_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    STATE_TONES,
    TIER_NAMES,
    pool_name,
)
from assessments.models import ItemVersion
from assessments.queries.attempts import question_of
from assessments.queries.bank import Filters, get_figure, get_item, list_items, list_pools, list_topics, list_versions
from assessments.queries.marked import accepted_words
from assessments.queries.practical_exams import list_rubrics
from assessments.queries.regrading import count_sat
from assessments.queries.review_requests import list_asked, list_reviewers, was_asked
from assessments.queries.reviews import get_standing, list_events, list_variants
from assessments.queries.statistics import list_item_figures, pool_by_wording
from assessments.routes import blueprint
from assessments.rules.bodies import Body
from assessments.rules.placed import middle
from assessments.rules.reviewing import Standing, live_refusals, review_refusals, wording_state
from lms.core import clock, files
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import wanted_page
from lms.people.labels import PRODUCT_NAMES
from lms.skills.queries import list_abilities


@blueprint.get("/bank")
@requires(Permission.SEE_BANK)
def bank() -> str:
    """Items in their newest wording, by state, topic, difficulty, kind, ability, tier, product line and words."""
    arguments = request.args
    filters = Filters(
        topic_id=arguments.get("topic", type=int),
        difficulty=arguments.get("difficulty", type=int),
        kind=arguments.get("kind") or None,
        pool=arguments.get("pool") or None,
        words=arguments.get("words", "").strip()[:100],
        state=arguments.get("state") or None,
        skill=arguments.get("skill") or None,
        tier=arguments.get("tier") or None,
        product=arguments.get("product") or None,
    )
    return render_template(
        "assessments/bank.html",
        page=list_items(filters, wanted_page()),
        filters=filters,
        topics=list_topics(),
        pools=list_pools(),
        kinds=KIND_NAMES,
        difficulties=DIFFICULTY_NAMES,
        tiers=TIER_NAMES,
        products=PRODUCT_NAMES,
        states=STATE_NAMES,
        tones=STATE_TONES,
        abilities=list_abilities(),
        state_of=lambda i: wording_state(Standing(None, i.approved, i.live_at is not None, i.retired_at is not None)),
        pool_name=pool_name,
    )


@blueprint.get("/bank/items/<int:item_id>")
@requires(Permission.SEE_BANK)
def bank_item(item_id: int) -> str:
    """One item in both languages, with its key, where it stands on its way into exams, and every earlier wording."""
    item = get_item(item_id)
    versions = list_versions(item_id)
    standing = get_standing(versions[0])
    state = wording_state(standing)
    live = next((version for version in versions if version.live_at is not None), None)
    can_manage = current_user.can(Permission.MANAGE_BANK)
    figures = list_item_figures(item_id)
    events = list_events(versions)
    sat = count_sat(item_id) if can_manage else {}
    return render_template(
        "assessments/bank_item.html",
        item=item,
        newest=versions[0],
        older=versions[1:],
        live=live,
        state=state,
        may_review=can_manage and not review_refusals(standing, current_user.id, True, ""),
        may_put_live=can_manage and not live_refusals(standing),
        is_own=standing.author_id == current_user.id,
        events=events,
        returned=next((event for event in events if event.what == "returned"), None),
        sat=sat,
        sat_before=None if versions[0].id in sat else next((one for one in versions[1:] if one.id in sat), None),
        event_words=lambda event: str(EVENT_NAMES[event.what]) % {"number": event.version},
        variants=list_variants(item),
        abilities={ability.code: ability.name for ability in list_abilities()},
        kinds=KIND_NAMES,
        difficulties=DIFFICULTY_NAMES,
        tiers=TIER_NAMES,
        products=PRODUCT_NAMES,
        pool_name=pool_name,
        asked=list_asked(versions[0].id),
        reviewers=list_reviewers(versions[0], clock.today()) if can_manage and state in ("draft", "returned") else [],
        figures=figures,
        pooled=pool_by_wording(figures),
        quality_words=quality_labels,
        **shown_wording(versions),
    )


def shown_wording(versions: Sequence[ItemVersion]) -> dict[str, Any]:
    """What the template of a wording with its key asks for."""
    return {
        "states": STATE_NAMES, "tones": STATE_TONES, "body_of": lambda version: Body.read(version.body),
        "rubric_titles": {one.code: one.title for one in list_rubrics()} if versions[0].kind == "essay" else {},
        "addresses": _addresses, "accepted_words": accepted_words, "areas": _areas,
    }  # fmt: skip


def _areas(body: Body, language: str) -> list[str]:
    labels = [Bilingual(spot.label.zh, spot.label.en).in_language(language) for spot in body.spots]
    return area_words(labels, [middle(spot) for spot in body.spots])


def _addresses(version: ItemVersion) -> Callable[[str], str | None]:
    return picture_addresses(Body.read(version.body).figures, "assessments.bank_picture", version_id=version.id)


@blueprint.get("/bank/versions/<int:version_id>/preview")
@requires(Permission.SEE_BANK)
def bank_preview(version_id: int) -> str:
    """One wording as whoever sits an exam sees it, its options in the bank's order."""
    version = _version(version_id)
    question = question_of(version)
    addresses = _addresses(version)
    return render_template(
        "assessments/bank_preview.html",
        version=version,
        item=get_item(version.item_id),
        question=question,
        asked=fields_of(question, None, addresses),
        addresses=addresses,
    )


def _version(version_id: int) -> ItemVersion:
    version = db.session.get(ItemVersion, version_id)
    if version is None:
        raise NotFound
    return version


def _readable(version_id: int) -> None:
    """The bank's pictures are for those who see the bank; to whoever was asked to review a wording, those of that one."""
    if not current_user.can(Permission.SEE_BANK) and not was_asked(version_id, current_user.id):
        raise NotFound


@blueprint.get("/bank/versions/<int:version_id>/figure")
@requires(Permission.SEE_BANK, Permission.LEARN)
def bank_figure(version_id: int) -> Any:
    """The picture of one wording."""
    _readable(version_id)
    return files.send(get_figure(version_id), download=False)


@blueprint.get("/bank/versions/<int:version_id>/pictures/<int:number>")
@requires(Permission.SEE_BANK, Permission.LEARN)
def bank_picture(version_id: int, number: int) -> Any:
    """A picture that stands in a text of one wording."""
    _readable(version_id)
    pictures = Body.read(_version(version_id).body).figures
    if number >= len(pictures):
        abort(404)
    return files.send(pictures[sorted(pictures)[number]], download=False)
