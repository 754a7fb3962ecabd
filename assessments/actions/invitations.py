"""Asking people: inviting them, telling and reminding them, and their declining."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import joinedload

from assessments.actions.once import add_once
from assessments.actions.survey_answers import release
from assessments.models import SurveyInvitation
from assessments.queries.invitations import find_asked_once, pending
from assessments.queries.questionnaires import find_current, get_questionnaire, items_of
from assessments.rules.surveys.invitations import GRACE_DAYS, State, reminder_due, state_of
from assessments.rules.surveys.items import ROLES, ROUND_ROLES, minutes
from assessments.survey_questions import Aim, facts_of
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person, list_people

OPEN, REMINDER = "questionnaire_open", "questionnaire_reminder"
"""Kinds of notice."""


def invite(
    *,
    questionnaire_code: str,
    respondent: Person,
    about: Person | None = None,
    role: str = "learner",
    context: tuple[str, int],
    opens_on: date,
    due_on: date,
    closes_on: date | None = None,
    aims: Sequence[Aim] | None = None,
    tell: bool = True,
    actor: Actor,
    at: datetime,
) -> SurveyInvitation:
    """Ask a person to answer a questionnaire by its present version. For the same person, subject, role, context and
    questionnaire nothing changes and the first invitation is given back. `aims` are those of the context unless given.
    The notice goes out on the day it opens: at once, or by `tell_opened`, which alone does so where `tell` is off: whoever is
    asked about many people on one morning hears of it once."""
    questionnaire = get_questionnaire(questionnaire_code)
    version = find_current(questionnaire.id)
    closes = closes_on or due_on + timedelta(days=GRACE_DAYS)
    refusals = []
    if version is None:
        refusals.append(Refusal("questionnaire_not_published", {"code": questionnaire_code}))
    if role not in (*ROLES, *ROUND_ROLES):
        refusals.append(Refusal("survey_unknown_role", {"role": role}))
    if not opens_on <= due_on <= closes:
        refusals.append(Refusal("survey_dates_crossed"))
    if refusals or version is None:
        raise RuleBroken(*refusals)
    # Whose own answers are anonymous, of them nothing is kept but that they answered: not even that it is about them.
    about_id = about.id if about and not (version.anonymous and about.id == respondent.id) else None
    key = f"{questionnaire.id}/{respondent.id}/{about_id or 0}/{role}/{context[0]}/{context[1]}"
    if (before := find_asked_once(key)) is not None:
        return before
    release([version.id], [context], at=at)
    facts = facts_of([context], aims=True)[context]
    row = SurveyInvitation(
        questionnaire_id=questionnaire.id, version_id=version.id, respondent_id=respondent.id, about_id=about_id,
        role=role, context_kind=context[0], context_id=context[1], asked_once=key, anonymous=version.anonymous,
        aims=[aim.as_dict() for aim in (aims or facts.asked_aims)],
        opens_on=opens_on, due_on=due_on, closes_on=closes, invited_at=at, reminders=0, decline_reason="",
    )  # fmt: skip
    kept = add_once(row, lambda: find_asked_once(key))
    if kept is not row:
        return kept
    audit.record(
        "questionnaire.invited", "survey_invitation", row.id, actor=actor, at=at, questionnaire=questionnaire.code,
        version=version.number, respondent=respondent.id, about=about_id, role=role, context=f"{context[0]} {context[1]}",
    )  # fmt: skip
    if tell and state_of(row, clock.local_date(at)) in (State.OPEN, State.LATE):
        _tell([row], respondent, OPEN, at)
        row.told_at = at
    db.session.flush()
    return row


def remind(*, invitation: SurveyInvitation, actor: Actor, at: datetime) -> bool:
    """Ask once more, unless it cannot be answered today or the person was told today already. Returns whether a
    reminder went out."""
    today = clock.local_date(at)
    told = max(filter(None, (invitation.told_at, invitation.reminded_at)), default=None)
    if state_of(invitation, today) not in (State.OPEN, State.LATE) or (told and clock.local_date(told) == today):
        return False
    _tell([invitation], get_person(invitation.respondent_id), REMINDER, at)
    _reminded(invitation, actor, at)
    db.session.flush()
    return True


def tell_opened(
    *, actor: Actor, at: datetime, off: Callable[[Collection[int]], Collection[int]] = lambda _ids: ()
) -> tuple[int, int]:
    """The day's round: tell whose questionnaire opens, and remind where it is time, each person once of all that waits for them.
    Those of the given ids who are `off` hear nothing today, but on their next working day. Returns of how many questionnaires
    people were told, and of how many reminded."""
    today = clock.local_date(at)
    opened: dict[int, list[SurveyInvitation]] = defaultdict(list)
    again: dict[int, list[SurveyInvitation]] = defaultdict(list)
    query = (
        pending(today)
        .options(joinedload(SurveyInvitation.version))
        .order_by(SurveyInvitation.due_on, SurveyInvitation.id)
    )
    for row in db.session.scalars(query).all():
        if row.told_at is None:
            opened[row.respondent_id].append(row)
        elif reminder_due(
            row, today, row.reminders, clock.local_date(max(filter(None, (row.told_at, row.reminded_at))))
        ):
            again[row.respondent_id].append(row)
    ids = {*opened, *again}
    told = reminded = 0
    for person in list_people(ids.difference(off(ids))):
        if new := opened[person.id]:
            _tell(new, person, OPEN, at)
        for row in new:
            row.told_at = at
        if late := again[person.id]:
            _tell(late, person, REMINDER, at)
        for row in late:
            _reminded(row, actor, at)
        told, reminded = told + len(new), reminded + len(late)
    db.session.flush()
    return told, reminded


def _reminded(row: SurveyInvitation, actor: Actor, at: datetime) -> None:
    row.reminders += 1
    row.reminded_at = at
    audit.record("questionnaire.reminded", "survey_invitation", row.id, actor=actor, at=at, count=row.reminders)


def decline(*, invitation: SurveyInvitation, reason: str, actor: Actor, at: datetime) -> None:
    """Say that one does not want to answer, or cannot, and why. The reason is read by those who evaluate."""
    state = state_of(invitation, clock.local_date(at))
    if state == State.ANSWERED:
        raise RuleBroken(Refusal("survey_answered_already"))
    if state == State.CLOSED:
        raise RuleBroken(Refusal("survey_closed"))
    if not reason.strip():
        raise RuleBroken(Refusal("survey_reason_missing"))
    reason = whole(reason, 500)
    release([invitation.version_id], [(invitation.context_kind, invitation.context_id)], at=at)
    invitation.declined_at, invitation.decline_reason = at, reason
    audit.record(
        "questionnaire.declined",
        "survey_invitation",
        invitation.id,
        actor=actor,
        at=at,
        reason=invitation.decline_reason,
    )
    db.session.flush()


def _tell(about: Sequence[SurveyInvitation], respondent: Person, kind: str, at: datetime) -> None:
    """A notice that leads straight to the questions, or to the list of them where there are several."""
    row = about[0]
    if len(about) > 1:
        total = sum(minutes(items_of(one.version, one.aims)) for one in about)
        notify(
            recipient_of(respondent), f"{kind}_many", link=path_to("assessments.questionnaires_mine"), at=at,
            count=len(about), minutes=total, day=min(one.due_on for one in about),
        )  # fmt: skip
        return
    version = row.version
    context = facts_of([(row.context_kind, row.context_id)])[row.context_kind, row.context_id]
    values: dict[str, Any] = {
        "questionnaire": version.title,
        "context": context.title,
        "minutes": minutes(items_of(version, row.aims)),
        "day": row.due_on,
    }
    if row.about_id not in (None, row.respondent_id):
        kind += "_about"
        values["about"] = get_person(row.about_id).name
    notify(
        recipient_of(respondent), kind, link=path_to("assessments.questionnaire_answer", invitation_id=row.id), at=at,
        **values,
    )  # fmt: skip
