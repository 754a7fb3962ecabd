"""Signing a verdict on a training."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.terms import months_later
from lms.evaluation.actions.verdicts import NeedWish, abilities_of, sign_verdict
from lms.evaluation.evidence import Chain
from lms.evaluation.evidence_words import lines_of
from lms.evaluation.plan_forms import VerdictForm
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.board import chain_for_reader, common
from lms.evaluation.rules.verdicts import Verdict
from lms.people.session import User


def may_raise(user: User) -> bool:
    """A need of the whole organisation is raised by who may raise needs everywhere."""
    return Permission.RAISE_NEEDS in user.permissions and user.reaches_all(Permission.RAISE_NEEDS)


@blueprint.route("/evaluation/of/<kind>/<code>/verdict", methods=["GET", "POST"])
@requires(Permission.EVALUATE)
@everywhere(Permission.EVALUATE)
def verdict(kind: str, code: str) -> Any:
    """Decide, with the levels in view; the proposal is ticked."""
    chain = chain_for_reader(kind, code)
    posted = request.method == "POST"
    filled = {"verdict": chain.proposal.verdict, "wished_by": months_later(clock.today(), 3)}
    form = VerdictForm(data=None if posted else filled)
    raising = may_raise(current_user) and bool(abilities_of(chain.planned.subject))
    complaints: list[str] = []
    if posted and form.validate():
        try:
            _sign(chain, form, raising)
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Signed. It stands on the board with your name and reason."), "success")
            return redirect(url_for("evaluation.subject", kind=kind, code=code))
    return render_template(
        "evaluation/verdict.html", chain=chain, subject=chain.planned.subject, form=form, complaints=complaints,
        raising=raising, **common(),
    ), 422 if posted else 200  # fmt: skip


def _sign(chain: Chain, form: VerdictForm, raising: bool) -> None:
    need = None
    if raising and form.raise_need.data:
        if form.wished_by.data is None:
            raise RuleBroken(Refusal("verdict_day_missing"))
        need = NeedWish(form.wished_by.data, lines_of(chain.findings))
    sign_verdict(
        subject=chain.planned.subject, verdict=Verdict(form.verdict.data), proposal=chain.proposal, findings=chain.findings,
        reason=form.reason.data or "", steps=form.steps.data or "", note=form.note.data or "", need=need,
        actor=current_user, at=clock.now(),
    )  # fmt: skip
