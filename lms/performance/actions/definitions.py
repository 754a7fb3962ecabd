"""Saying how people and units are measured: versions of score cards, and which card counts for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.performance.models import Scorecard, ScorecardUse, ScorecardVersion
from lms.performance.queries.closings import find_last_closed
from lms.performance.queries.definitions import KpiFacts, kpi_facts, load_definitions
from lms.performance.rules.definitions import AUDIENCES, card_in, faults
from lms.performance.shipped import read_scorecards
from lms.performance.wording import measure_name


def ship_scorecards(*, actor: Actor, at: datetime, cards: Sequence[Mapping[str, Any]] | None = None) -> int:
    """Publish the cards that come with the software, and use them where nothing else was chosen. What is there already
    stays. The KPIs must be there first. Returns how many cards were new."""
    added = 0
    for card in read_scorecards() if cards is None else cards:
        before = load_definitions()
        if before.find_code(card["code"]) is not None:
            continue
        publish_scorecard(
            code=card["code"], name=Bilingual.of(card["name"]), meaning=Bilingual.of(card["meaning"]),
            parts=card["parts"], from_month=card["from_month"], actor=actor, at=at,
        )  # fmt: skip
        for audience in card["audiences"]:
            if card_in(before.uses, audience, date.max) is None:
                use_scorecard(audience=audience, code=card["code"], from_month=card["from_month"], actor=actor, at=at)
        added += 1
    return added


def publish_scorecard(
    *, code: str, name: Bilingual, meaning: Bilingual, parts: Sequence[Mapping[str, Any]], from_month: date,
    actor: Actor, at: datetime, reason: str = "",
) -> ScorecardVersion:  # fmt: skip
    """A card, or a further version of it, that counts from a month on. Raises RuleBroken with everything that is wrong."""
    _refuse_closed(from_month)
    kpis = kpi_facts(from_month)
    wrong = faults(parts, {code: kpi.direction for code, kpi in kpis.items() if not kpi.is_retired})
    if wrong:
        raise RuleBroken(*(_in_words(refusal, kpis) for refusal in wrong))
    card = db.session.scalar(select(Scorecard).where(Scorecard.code == code))
    if card is None:
        position = (db.session.scalar(select(func.max(Scorecard.position))) or 0) + 1
        card = Scorecard(code=code, position=position)
        db.session.add(card)
        db.session.flush()
    newest = func.coalesce(func.max(ScorecardVersion.number), 0)
    number = 1 + (db.session.scalar(select(newest).where(ScorecardVersion.scorecard_id == card.id)) or 0)
    version = ScorecardVersion(
        scorecard=card, number=number, name=name, meaning=meaning, parts=[_plain(part) for part in parts],
        from_month=from_month, reason=reason.strip(), made_by=actor.id, made_at=at,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    audit.record(
        "scorecard.published", "scorecard", card.id, actor=actor, at=at,
        card=code, version=number, from_month=from_month.isoformat(), reason=reason.strip(),
    )  # fmt: skip
    return version


def use_scorecard(*, audience: str, code: str, from_month: date, actor: Actor, at: datetime) -> ScorecardUse:
    """Measure a job family, or units, by a card from a month on."""
    if audience not in AUDIENCES:
        raise RuleBroken(Refusal("card_audience_unknown"))
    _refuse_closed(from_month)
    card = db.session.scalar(select(Scorecard).where(Scorecard.code == code))
    if card is None:
        raise RuleBroken(Refusal("card_unknown", {"code": code}))
    use = ScorecardUse(audience=audience, scorecard_id=card.id, from_month=from_month, made_by=actor.id, made_at=at)
    db.session.add(use)
    db.session.flush()
    audit.record(
        "scorecard.used", "scorecard", card.id, actor=actor, at=at,
        card=code, audience=audience, from_month=from_month.isoformat(),
    )  # fmt: skip
    return use


def _in_words(refusal: Refusal, kpis: Mapping[str, KpiFacts]) -> Refusal:
    """A refusal that names parts and measures as people know them."""
    values = dict(refusal.values)
    if "part" in values:
        values["part"] = Bilingual.of(values["part"])
    if "measure" in values:
        values["measure"] = measure_name(values["measure"], kpis)
    return Refusal(refusal.code, values)


def _refuse_closed(from_month: date) -> None:
    closed = find_last_closed()
    if closed is not None and from_month <= closed:
        raise RuleBroken(Refusal("card_month_closed", {"month": f"{closed:%Y-%m}"}))


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": str(part["code"]),
        "name": Bilingual.of(part["name"]).as_dict(),
        "weight": float(part["weight"]),
        "lines": [
            {"measure": str(line["measure"]), **{key: float(line[key]) for key in _NUMBERS}} for line in part["lines"]
        ],
    }


_NUMBERS = ("weight", "target", "worst", "best")
