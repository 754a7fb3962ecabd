"""A course that was held, people who are asked about it, and what they answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from assessments.actions.invitations import invite
from assessments.actions.questionnaires import ship_questionnaires
from assessments.actions.survey_answers import answer_questionnaire
from assessments.models import SurveyInvitation
from assessments.queries.questionnaires import items_of
from assessments.rules.surveys.answers import Given
from assessments.rules.surveys.items import Item
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person

ACTOR = System("test")
CONTEXT = ("course_version", 1)
PATH = "/questionnaires/answer/{}"


def ship() -> None:
    """The questionnaires that come with the software."""
    with transaction():
        ship_questionnaires(actor=ACTOR, at=clock.now())


def ask(
    person: Person, code: str = "reaction", *, context: tuple[str, int] = CONTEXT, days: int = 7, **values: Any
) -> int:
    """Invite somebody, from today for some days; returns the invitation's number."""
    today = clock.today()
    opens: date = values.pop("opens_on", today)
    with transaction():
        row = invite(
            questionnaire_code=code, respondent=person, context=context, opens_on=opens,
            due_on=opens + timedelta(days=days), actor=ACTOR, at=clock.now(), **values,
        )  # fmt: skip
        number = row.id
    return number


def value_for(item: Item, point: int = 0, word: str = "") -> Given:
    """Some answer to a question: the point counted from the top, the first choice, a text."""
    if item.points:
        return Given(number=float(item.points[-1 - min(point, len(item.points) - 1)].value))
    if item.options:
        return Given(choices=(item.options[0].key,))
    return Given(text=word or None) if item.kind == "text" else Given(number=1.0)


def reply(number: int, point: int = 0, word: str = "") -> None:
    """Answer an invitation by the action: each scale with the point so far from the top, and the word as comment."""
    with transaction() as session:
        row = session.get_one(SurveyInvitation, number)
        given = {item.key: value_for(item, point, word) for item in items_of(row.version, row.aims)}
        answer_questionnaire(invitation=row, given=given, actor=ACTOR, at=clock.now())
    db.session.rollback()


def form(number: int, point: int = 0, word: str = "") -> dict[str, Any]:
    """The same as a form sends it."""
    row = db.session.get_one(SurveyInvitation, number)
    data: dict[str, Any] = {}
    for item in items_of(row.version, row.aims):
        given = value_for(item, point, word)
        if given.number is not None:
            data[f"q-{item.key}"] = f"{given.number:g}"
        elif given.choices:
            data[f"q-{item.key}"] = list(given.choices)
        else:
            data[f"q-{item.key}"] = given.text or ""
    db.session.rollback()
    return data
