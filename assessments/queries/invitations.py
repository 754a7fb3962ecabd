"""Reads of invitations to questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Date, Row, Select, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from assessments.models import QuestionnaireVersion, SurveyInvitation
from assessments.rules.surveys.invitations import State, state_of
from assessments.rules.surveys.items import minutes_written
from assessments.survey_questions import facts_of
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.people.models import Person

RESPONDENT = aliased(Person, name="respondent")
ABOUT = aliased(Person, name="about")


@dataclass(frozen=True)
class Pending:
    """A questionnaire that waits for somebody."""

    invitation_id: int
    title: Bilingual
    context: Bilingual
    about: Bilingual | None
    """Whom it is about, where that is somebody else."""
    due_on: date
    late: bool
    minutes: int
    anonymous: bool


def get_own(invitation_id: int, person_id: int) -> SurveyInvitation:
    """An invitation of the reader's own. Raises NotFound otherwise."""
    query = select(SurveyInvitation).where(
        SurveyInvitation.id == invitation_id, SurveyInvitation.respondent_id == person_id
    )
    found = db.session.scalar(query.options(joinedload(SurveyInvitation.version)))
    if found is None:
        raise NotFound
    return found


def find_asked_once(key: str) -> SurveyInvitation | None:
    """The invitation for the same thing, if there is one."""
    return db.session.scalar(select(SurveyInvitation).where(SurveyInvitation.asked_once == key))


def list_invitations(context: tuple[str, int], questionnaire_id: int) -> list[SurveyInvitation]:
    """Who is asked a questionnaire in a context, in the order of asking."""
    query = select(SurveyInvitation).where(
        SurveyInvitation.context_kind == context[0],
        SurveyInvitation.context_id == context[1],
        SurveyInvitation.questionnaire_id == questionnaire_id,
    )
    return list(db.session.scalars(query.order_by(SurveyInvitation.id)))


def pending(today: date | BindParameter[date]) -> Select[SurveyInvitation]:
    """The invitations that can be answered on a day and wait for it."""
    return select(SurveyInvitation).where(
        SurveyInvitation.answered_on.is_(None),
        SurveyInvitation.declined_at.is_(None),
        SurveyInvitation.opens_on <= today,
        SurveyInvitation.closes_on >= today,
    )


PENDING = (  # asked on every home page together with other things, so it is built once
    pending(bindparam("today", type_=Date))
    .join(QuestionnaireVersion, QuestionnaireVersion.id == SurveyInvitation.version_id)
    .outerjoin(ABOUT, ABOUT.id == SurveyInvitation.about_id)
    .where(SurveyInvitation.respondent_id == bindparam("person_id"))
    .with_only_columns(
        SurveyInvitation.id, SurveyInvitation.context_kind, SurveyInvitation.context_id, SurveyInvitation.due_on,
        SurveyInvitation.aims, SurveyInvitation.about_id, SurveyInvitation.anonymous, ABOUT.name_zh, ABOUT.name_latin,
        QuestionnaireVersion.title, QuestionnaireVersion.items,
    )
    .order_by(SurveyInvitation.due_on, SurveyInvitation.id)
)  # fmt: skip


def pending_for(person_id: int, today: date | None = None) -> list[Pending]:
    """The questionnaires that wait for a person, the one due first on top."""
    today = today or clock.today()
    return pending_of(read(PENDING, person_id=person_id, today=today).all(), person_id, today)


def pending_of(rows: Sequence[Row[*tuple[Any, ...]]], person_id: int, today: date) -> list[Pending]:
    """The same of what `PENDING` found."""
    if not rows:
        return []
    contexts = facts_of({(row.context_kind, row.context_id) for row in rows})
    return [
        Pending(
            row.id,
            row.title,
            contexts[row.context_kind, row.context_id].title,
            Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
            if row.about_id not in (None, person_id)
            else None,
            row.due_on,
            row.due_on < today,
            minutes_written(row.items, len(row.aims)),
            row.anonymous,
        )
        for row in rows
    ]


def answered_by(person_id: int, limit: int = 20) -> list[SurveyInvitation]:
    """What a person has answered or declined, or missed, the latest first."""
    today = clock.today()
    query = (
        select(SurveyInvitation)
        .where(SurveyInvitation.respondent_id == person_id, SurveyInvitation.opens_on <= today)
        .options(joinedload(SurveyInvitation.version))
        .order_by(SurveyInvitation.opens_on.desc(), SurveyInvitation.id.desc())
        .limit(limit)
    )
    rows = db.session.scalars(query)
    return [row for row in rows if state_of(row, today) in (State.ANSWERED, State.DECLINED, State.CLOSED)]
