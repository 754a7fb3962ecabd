"""Answering questionnaires: one's own list, the questions on one page, declining, and the thanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import update

from assessments.actions.invitations import decline
from assessments.actions.survey_answers import answer_questionnaire
from assessments.models import SurveyInvitation
from assessments.queries.invitations import answered_by, get_own, pending_for
from assessments.queries.pools import floor
from assessments.queries.questionnaires import items_of
from assessments.routes import blueprint
from assessments.rules.surveys.answers import Given, read_answers
from assessments.rules.surveys.invitations import may_answer, state_of
from assessments.rules.surveys.items import Item, minutes
from assessments.survey_labels import REFUSALS, STATE_NAMES
from assessments.survey_questions import apart, facts_of
from lms.core import clock
from lms.core.access import signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import own_transaction
from lms.core.errors import RuleBroken, describe
from lms.people.queries.people import get_person


@blueprint.get("/questionnaires/mine")
@signed_in
def questionnaires_mine() -> str:
    """What waits for the reader's answer, and what is behind."""
    past, today = answered_by(current_user.id), clock.today()
    return render_template(
        "assessments/surveys/mine.html",
        pending=pending_for(current_user.id, today),
        past=[(row, STATE_NAMES[state_of(row, today)]) for row in past],
        contexts=facts_of({(row.context_kind, row.context_id) for row in past}),
    )


@blueprint.route("/questionnaires/answer/<int:invitation_id>", methods=["GET", "POST"])
@signed_in
def questionnaire_answer(invitation_id: int) -> Any:
    """The questions. What is wrong is named beside each, and nothing chosen is lost."""
    invitation = get_own(invitation_id, current_user.id)
    if request.method == "POST":
        return _take(invitation)
    if may_answer(invitation, clock.today()) is None and invitation.opened_on is None:
        with own_transaction() as connection:
            row = SurveyInvitation.__table__
            connection.execute(update(row).where(row.c.id == invitation.id).values(opened_on=clock.today()))  # type: ignore[arg-type]
    return _page(invitation, {})


def _take(invitation: SurveyInvitation) -> Any:
    items = items_of(invitation.version, invitation.aims)
    given, complaints = read_answers(items, lambda key: request.form.getlist(f"q-{key}"))
    if may_answer(invitation, clock.today()) is None:
        if complaints:
            return _page(invitation, {c.item.key: str(REFUSALS[c.code] % c.values) for c in complaints}), 422
        if _untouched(items, given):  # an answer is given once: a slip of the thumb must not use it up
            return _page(invitation, {items[0].key: str(REFUSALS["survey_answers_none"])}), 422
    try:
        answer_questionnaire(invitation=invitation, given=given, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        if broken.refusals[0].code != "survey_answered_already":  # a second tap: the first one counted
            flash(" ".join(describe(broken.refusals)), "warning")
            return redirect(url_for("assessments.questionnaires_mine"))
    return redirect(url_for("assessments.questionnaire_thanks", invitation_id=invitation.id))


def _untouched(items: Sequence[Item], given: Mapping[str, Given]) -> bool:
    """Was nothing said at all, not even that one cannot say?"""
    chosen = any(f"q-{item.key}" in request.form for item in items if item.is_rated)
    return bool(items) and not chosen and all(one == Given() for one in given.values())


def _page(invitation: SurveyInvitation, errors: dict[str, str]) -> str:
    today = clock.today()
    items = items_of(invitation.version, invitation.aims)
    context = (invitation.context_kind, invitation.context_id)
    about = invitation.about_id if invitation.about_id != current_user.id else None
    return render_template(
        "assessments/surveys/answer.html",
        invitation=invitation,
        version=invitation.version,
        items=items,
        context=facts_of([context])[context],
        about=get_person(about) if about else None,
        minutes=minutes(items),
        against=may_answer(invitation, today),
        late=invitation.due_on < today,
        floor=apart().get(invitation.context_kind, floor()),
        apart=invitation.context_kind in apart(),
        errors=errors,
        chosen={item.key: request.form.getlist(f"q-{item.key}") for item in items},
        words=Bilingual.of,
    )


@blueprint.route("/questionnaires/answer/<int:invitation_id>/decline", methods=["GET", "POST"])
@signed_in
def questionnaire_decline(invitation_id: int) -> Any:
    """Say why one does not answer."""
    invitation = get_own(invitation_id, current_user.id)
    error, reason = None, ""
    if request.method == "POST":
        reason = request.form.get("reason", "")
        try:
            decline(invitation=invitation, reason=reason, actor=current_user, at=clock.now())
        except RuleBroken as broken:
            error = " ".join(describe(broken.refusals))
        else:
            flash(_("Noted. You will not be reminded of it any more."), "success")
            return redirect(url_for("assessments.questionnaires_mine"))
    context = (invitation.context_kind, invitation.context_id)
    page = render_template(
        "assessments/surveys/decline.html", invitation=invitation, context=facts_of([context])[context],
        error=error, reason=reason,
    )  # fmt: skip
    return (page, 422) if error else page


@blueprint.get("/questionnaires/answer/<int:invitation_id>/thanks")
@signed_in
def questionnaire_thanks(invitation_id: int) -> Any:
    """The thanks, and what else waits."""
    invitation = get_own(invitation_id, current_user.id)
    if invitation.answered_on is None:
        return redirect(url_for("assessments.questionnaire_answer", invitation_id=invitation.id))
    pending = pending_for(current_user.id)
    return render_template("assessments/surveys/thanks.html", invitation=invitation, pending=pending,
        floor=apart().get(invitation.context_kind, floor()),
    )  # fmt: skip
