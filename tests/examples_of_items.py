"""One sound item of each kind, with an exam that asks all of them in turn."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from sqlalchemy import select

from assessments.actions.bank import ImportPlan, load_import, plan_import
from assessments.formats import Reading
from assessments.models import Attempt, Topic
from assessments.rules.items import Accepted, ItemDraft, Place, Spot, Words
from lms.core import audit, clock
from lms.core.db import db, transaction
from tests.examples_of_exams import make_exam

WHY = "because the capacitor keeps its charge"


def both(text: str) -> Words:
    return Words(f"中文{text}", text)


def draft(kind: str, **change: Any) -> ItemDraft:
    """A draft of a kind in a topic of its own; the topics' order is that of the kinds."""
    values: dict[str, Any] = {
        "place": Place("items.xml"), "key": f"{kind}-1", "topic": f"k-{kind}", "topic_title": both(f"Topic {kind}"), "kind": kind,
        "stem": both(f"Asked {kind}"), "options": (), "correct": (), "feedback": both(WHY), **KINDS[kind], **change,
    }  # fmt: skip
    return ItemDraft(**values)


KINDS: dict[str, dict[str, Any]] = {
    "essay": {"model_answer": both("A model for markers"), "points": 4.0},
    "hot_spot": {
        "figure": "panel.png",
        "spots": (Spot("rectangle", (0.0, 0.0, 0.25, 0.5), label=both("the left lamp")), Spot("circle", (0.75, 0.5, 0.1), False)),
    },
    "matching": {
        "pairs": ((both("voltage"), both("volt")), (both("current"), both("ampere")), (both("power"), both("watt"))),
        "distractors": (both("metre"),),
    },
    "multiple": {
        "options": (both("right one"), both("right two"), both("no way"), both("not so")), "correct": (0, 1), "fractions": (0.5, 0.5, -0.5, 0),
        "option_feedback": (Words(), Words(), both("this would arc"), Words()),
    },
    "numeric": {
        "stem": Words(r"中文 ![电路](circuit.png) \(U = R I\)", r"Asked numeric ![circuit](circuit.png) \(U = R I\)"), "figures": ("circuit.png",),
        "answers": (Accepted(value=3.5, tolerance=0.1, unit="kPa"), Accepted(value=35, unit="kPa", fraction=0.0, feedback=both("A decimal place too far"))),
    },
    "ordering": {"options": (both("switch off"), both("lock"), both("measure"), both("earth")), "partial": True},
    "short": {"answers": (Accepted(text="multi*meter"), Accepted(text="万用表"))},
    "single": {"options": (both("yes"), both("no"), both("maybe")), "correct": (1,)},
    "true_false": {"options": (both("true"), both("false")), "correct": (0,), "keep_order": True},
}  # fmt: skip


def picture(width: int = 400, height: int = 200, colour: str = "navy") -> bytes:
    """A picture of a size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def load(*drafts: ItemDraft, as_drafts: bool = False) -> ImportPlan:
    """Put drafts into the bank, pictures included."""
    figures = {"panel.png": picture(), "circuit.png": picture(colour="teal")}
    with transaction():
        plan = plan_import([Reading(drafts)], figures)
        load_import(plan, sources=["items.xml"], actor=audit.System("test"), at=clock.now(), as_drafts=as_drafts)
    return plan


def load_all_kinds(**terms: Any) -> None:
    """Nine items and an exam of one from each topic: question n is of the nth kind in the order of their names."""
    load(*(draft(kind) for kind in KINDS))
    topics = list(db.session.scalars(select(Topic).where(Topic.code.like("k-%")).order_by(Topic.code)))
    db.session.rollback()
    make_exam(topics, count=1, **terms)


def item_of(attempt_id: int, kind: str) -> tuple[int, list[int]]:
    """The position of the question of a kind, and in which order it shows what it shows."""
    attempt = db.session.get_one(Attempt, attempt_id)
    found = next((item.position, list(item.option_order)) for item in attempt.items if item.version.kind == kind)
    db.session.rollback()
    return found
