"""In which contexts people were asked which questionnaire, for the list of results."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from assessments.models import Questionnaire, SurveyInvitation
from assessments.queries.turnout import MAY_SEE
from assessments.survey_questions import apart
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User


def surveys(user: User, code: str = "") -> Any:
    """Each questionnaire in each context with how many of the people whom the reader sees were asked and answered, the
    latest first."""
    i = SurveyInvitation
    reached = select(Person.id).where(within_reach(user, MAY_SEE))
    query = (
        select(
            Questionnaire.code, i.context_kind, i.context_id, func.count(), func.count(i.answered_on),
            func.max(i.opens_on).label("opens_on"),
        )
        .join(Questionnaire, Questionnaire.id == i.questionnaire_id)
        .where(or_(i.respondent_id.in_(reached), i.about_id.in_(reached)), i.context_kind.not_in(list(apart())))
        .group_by(Questionnaire.code, i.context_kind, i.context_id)
        .order_by(func.max(i.opens_on).desc(), Questionnaire.code, i.context_kind, i.context_id)
    )  # fmt: skip
    return query.where(Questionnaire.code == code) if code else query
