"""What the demo company teaches and examines: courses, question bank, exams, practical tasks, rubrics, schemes, tracks.

All of it comes from the files under `content/` and goes in through the actions that people would use.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assessments.actions.bank import load_import, plan_import
from assessments.actions.exams import ExamTerms, add_exam
from assessments.actions.review_requests import ask_for_review
from assessments.actions.simulations import ship_scenarios
from assessments.formats import read_items
from assessments.models import Item, ItemVersion, PracticalTask, Rubric, Topic
from assessments.rules.drawing import Part
from certificates.actions.schemes import publish_scheme
from courses.actions.folder import load_course_folder
from lms.core import audit, plain_yaml
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.tracks import TRACKS, load
from lms.people.models import Person
from lms.skills.actions import ship_abilities

CONTENT = Path(__file__).parent / "content"
FAMILIES = {"technician": "field"}
"""Job families that the content calls by the name of their track."""


def load_courses(owner: Person, at: datetime) -> int:
    """Every course folder, published, with the abilities that they teach. Returns how many."""
    ship_abilities(actor=owner, at=at)
    folders = sorted(path.parent for path in (CONTENT / "courses").glob("*/course.yaml"))
    for folder in folders:
        load_course_folder(folder, actor=owner, at=at, owner_id=owner.id)
    return len(folders)


def load_bank(author: Person, at: datetime) -> int:
    """Every topic of the question bank. Returns how many items."""
    paths = [*sorted((CONTENT / "bank").glob("*.yaml")), *sorted((CONTENT / "kinds").glob("*.yaml"))]
    figures = {path.name: path.read_bytes() for path in (CONTENT / "kinds").glob("*.png")}
    plan = plan_import([read_items(path.read_bytes(), path.name, "shifu") for path in paths], figures)
    load_import(plan, sources=[path.name for path in paths], actor=author, at=at)
    return len(plan.added)


def load_drafts(author: Person, reviewer: Person, at: datetime) -> int:
    """Items that are on their way into the bank; the reviewer is asked for the first. Returns how many."""
    path = CONTENT / "drafts" / "to-review.yaml"
    plan = plan_import([read_items(path.read_bytes(), path.name, "shifu")], {})
    load_import(plan, sources=[path.name], actor=author, at=at, as_drafts=True)
    query = select(ItemVersion.id).join(Item, Item.id == ItemVersion.item_id).where(Item.key == plan.added[0].draft.key)
    ask_for_review(version_id=db.session.scalars(query).one(), reviewer_id=reviewer.id, actor=author, at=at)
    return len(plan.added)


def load_exams(author: Person, at: datetime) -> int:
    """The written exams with their blueprints."""
    topics = {row.code: row.id for row in db.session.execute(select(Topic.code, Topic.id))}
    exams = _yaml(CONTENT / "exams.yaml")
    for exam in exams:
        terms = ExamTerms(
            title=Bilingual.of(exam["title"]), minutes=exam["minutes"], pass_mark=exam["pass_mark"],
            attempts_allowed=exam["attempts"], wait_hours=exam["wait_hours"],
        )  # fmt: skip
        parts = [
            Part(topics[part["topic"]], part["count"], part.get("difficulty"), part.get("product_line"), part["topic"])
            for part in exam["parts"]
        ]
        add_exam(code=exam["code"], terms=terms, parts=parts, actor=author, at=at)
    return len(exams)


def load_practicals(author: Person, at: datetime) -> int:
    """Practical tasks, rubrics and scenario cards. Returns how many there are of all."""
    tasks = [
        PracticalTask(
            code=task["code"], family=FAMILIES.get(task["family"], task["family"]), product_line=task["product"],
            title=Bilingual.of(task["title"]), summary=Bilingual.of(task["summary"]), steps=task["steps"],
            required=task["required"], people=task.get("people", {}), countersign=task.get("countersign", []),
            added_at=at,
        )
        for task in _yaml(CONTENT / "practicals.yaml")
    ]  # fmt: skip
    rubrics = [
        Rubric(
            code=rubric["code"], title=Bilingual.of(rubric["title"]), scenario=Bilingual.of(rubric["scenario"]),
            criteria=rubric["criteria"], pass_mark=rubric["pass_mark"], added_at=at,
        )
        for rubric in _yaml(CONTENT / "rubrics.yaml")["rubrics"]
    ]  # fmt: skip
    db.session.add_all([*tasks, *rubrics])
    db.session.flush()
    for task in tasks:
        audit.record("practical_task.added", "practical_task", task.id, actor=author, at=at, code=task.code)
    for rubric in rubrics:
        audit.record("rubric.added", "rubric", rubric.id, actor=author, at=at, code=rubric.code)
    return len(tasks) + len(rubrics) + ship_scenarios(actor=author, at=at)


def load_schemes(author: Person, at: datetime) -> int:
    """The certification schemes with their tiers."""
    schemes = _yaml(CONTENT / "schemes.yaml")["schemes"]
    for scheme in schemes:
        publish_scheme(data=scheme, actor=author, at=at)
    return len(schemes)


def load_tracks(author: Person, at: datetime) -> int:
    """The two onboarding tracks."""
    for code in TRACKS:
        publish_programme(data=load(code), actor=author, at=at)
    return len(TRACKS)


def _yaml(path: Path) -> Any:
    return plain_yaml.read(path.read_text("utf-8"))
