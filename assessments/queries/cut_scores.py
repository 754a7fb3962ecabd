"""Reading panels of judges, their rounds and what they said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from assessments.models import (
    Blueprint,
    CutDecision,
    CutJudge,
    CutPanel,
    CutPanelItem,
    CutRating,
    CutRound,
    Exam,
    Item,
    ItemVersion,
    Topic,
)
from assessments.rules.panels import Round
from lms.core.access import Role
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, RoleAssignment

JUDGING_ROLES = (Role.ASSESSOR, Role.TRAINER, Role.MANAGER)
"""Who is proposed as a judge; anybody else is named by employee number."""


def get_panel(panel_id: int) -> CutPanel:
    """A panel."""
    panel = db.session.get(CutPanel, panel_id)
    if panel is None:
        raise NotFound
    return panel


def get_panel_of_judge(panel_id: int, person_id: int) -> CutPanel:
    """A panel in which this person judges; for anybody else it does not exist."""
    if db.session.get(CutJudge, (panel_id, person_id)) is None:
        raise NotFound
    return get_panel(panel_id)


def list_panels(exam_id: int) -> Sequence[Row[Any]]:
    """The panels about an exam, newest first, with their last round and decision."""
    judges = select(func.count()).where(CutJudge.panel_id == CutPanel.id).scalar_subquery()
    last = select(func.max(CutRound.number)).where(CutRound.panel_id == CutPanel.id).scalar_subquery()
    query = (
        select(
            CutPanel.id, CutPanel.opened_at, Blueprint.number, judges.label("judges"), last.label("round"),
            CutDecision.pass_mark, CutDecision.basis,
        )
        .join(Blueprint, Blueprint.id == CutPanel.blueprint_id)
        .outerjoin(CutDecision, CutDecision.panel_id == CutPanel.id)
        .where(CutPanel.exam_id == exam_id)
        .order_by(CutPanel.id.desc())
    )  # fmt: skip
    return db.session.execute(query).all()


def list_panel_items(panel_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What is judged, in order."""
    query: Select[*tuple[Any, ...]] = (
        select(
            CutPanelItem.position, CutPanelItem.points, CutPanelItem.item_version_id, Item.id.label("item_id"), Item.key,
            Topic.title.label("topic"), ItemVersion,
        )
        .join(ItemVersion, ItemVersion.id == CutPanelItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(CutPanelItem.panel_id == panel_id)
        .order_by(CutPanelItem.position)
    )  # fmt: skip
    return db.session.execute(query).all()


def list_judges(panel_id: int) -> list[Person]:
    """Who judges, by name."""
    query = select(Person).join(CutJudge, CutJudge.person_id == Person.id).where(CutJudge.panel_id == panel_id)
    return list(db.session.scalars(query.order_by(Person.name_latin, Person.id)))


def list_rounds(panel_id: int) -> list[CutRound]:
    """The rounds in order."""
    return list(db.session.scalars(select(CutRound).where(CutRound.panel_id == panel_id).order_by(CutRound.number)))


def list_ratings(panel_id: int, number: int) -> dict[int, dict[int, int]]:
    """What counts in a round: judge → position → per cent."""
    query = select(CutRating.person_id, CutRating.position, CutRating.percent).where(
        CutRating.panel_id == panel_id, CutRating.number == number
    )
    found: dict[int, dict[int, int]] = {}
    for person_id, position, percent in db.session.execute(query.order_by(CutRating.id)):
        found.setdefault(person_id, {})[position] = percent
    return found


def last_round(panel_id: int) -> Round:
    """The round that runs or was closed last."""
    row = list_rounds(panel_id)[-1]
    return Round(row.number, row.closed_at is not None, list_ratings(panel_id, row.number))


def find_decision(panel_id: int) -> CutDecision | None:
    """What was decided, where it was."""
    return db.session.get(CutDecision, panel_id)


def find_signer(panel_id: int) -> Person | None:
    """Who signed the decision."""
    query = select(Person).join(CutDecision, CutDecision.signed_by == Person.id)
    return db.session.scalar(query.where(CutDecision.panel_id == panel_id))


def list_proposed_judges(today: date) -> list[Person]:
    """Who may be expected to judge: assessors, trainers, training managers."""
    query = (
        select(Person)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.role.in_(JUDGING_ROLES), RoleAssignment.from_day <= today)
        .where(or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today))
        .order_by(Person.name_latin, Person.id)
    )
    return list(dict.fromkeys(db.session.scalars(query)))


def find_by_employee_no(numbers: Collection[str]) -> dict[str, int]:
    """People by employee number."""
    query = select(Person.employee_no, Person.id).where(Person.employee_no.in_(list(numbers)))
    return {number: person_id for number, person_id in db.session.execute(query).all()}  # noqa: C416  a row is no pair


def get_exam_of(panel: CutPanel) -> Exam:
    """The exam that a panel is about."""
    return db.session.get_one(Exam, panel.exam_id)
