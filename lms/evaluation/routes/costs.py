"""The cost ledgers: entries, entering one, taking one back, hourly rates, learners' hours from the records."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import page_of_rows, wanted_page
from lms.evaluation.actions.costs import Cost, enter_cost, enter_hours, reverse_cost, set_rate
from lms.evaluation.cost_forms import CostForm, RateForm
from lms.evaluation.queries.costs import (
    get_entry,
    list_rates,
    list_subjects,
    reversed_ids,
    select_entries,
    sum_entries,
    totals,
    unanswered,
)
from lms.evaluation.queries.learner_hours import propose_hours
from lms.evaluation.queries.returns import title_of
from lms.evaluation.returns_labels import CATEGORY_NAMES, STAGE_NAMES
from lms.evaluation.returns_wording import figure
from lms.evaluation.routes import blueprint
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.people.models import Unit
from lms.people.queries import people
from lms.people.queries.scope import list_reached_units

PER_PAGE = 10


def subject_of(text: str | None) -> tuple[str, str] | None:
    """ "course:fan-basics" as a pair."""
    kind, colon, code = (text or "").partition(":")
    return (kind, code) if colon and code and kind in ("course", "programme", "plan") else None


def subject_options(subjects: list[tuple[str, str, Any]]) -> list[tuple[str, Any]]:
    """Courses and programmes to choose from."""
    return [(f"{kind}:{code}", title) for kind, code, title in subjects]


def unit_options() -> list[tuple[int, str]]:
    """The units for which the reader may write; the organisation itself for those who may everywhere."""
    units: list[Unit] = list_reached_units(current_user, Permission.KEEP_COSTS)
    whole = [(0, _("The whole organisation"))] if current_user.reaches_all(Permission.KEEP_COSTS) else []
    return [*whole, *((unit.id, str(unit.name)) for unit in units)]


@blueprint.get("/evaluation/costs")
@requires(Permission.SEE_EVALUATIONS)
def costs() -> str:
    """The entries, and for one subject what they come to."""
    subjects = list_subjects()
    chosen = subject_of(request.args.get("subject"))
    stage = request.args.get("stage", "")
    page = page_of_rows(select_entries(current_user, chosen, stage if stage in STAGE_NAMES else None), wanted_page(), PER_PAGE, entities=True)  # fmt: skip
    sums = {one: totals(*chosen, one, current_user) for one in STAGE_NAMES} if chosen else {}
    known = [entry.id for entry in page.items]
    units = {unit.id: unit.name for unit in people.list_units()}
    names = {person.id: person.name for person in people.list_people({e.made_by for e in page.items if e.made_by})}
    proposals = propose_hours(*chosen, current_user) if chosen and chosen[0] != "plan" and current_user.can("keep_costs") else []  # fmt: skip
    return render_template(
        "evaluation/costs.html",
        page=page, subjects=subject_options(subjects), chosen=chosen, stage=stage, stages=STAGE_NAMES, sums=sums,
        altogether=sum_entries(current_user, chosen, stage if stage in STAGE_NAMES else None),
        gaps={one: {currency: unanswered(found) for currency, found in by.items()} for one, by in sums.items()},
        categories=CATEGORY_NAMES, order=CATEGORIES, reversed=reversed_ids(known), units=units, names=names, figure=figure,
        title_of=lambda entry: title_of(entry.subject_kind, entry.subject_code, subjects), proposals=proposals,
        posts={post.id: post.name for post in people.list_posts()},
    )  # fmt: skip


def _form() -> CostForm:
    form = CostForm()
    form.subject.choices = options([*subject_options(list_subjects()), ("plan", _("A plan without a course"))])
    form.unit.choices = options(unit_options())
    form.category.choices = options((category, CATEGORY_NAMES[category]) for category in CATEGORIES)
    form.stage.choices = options(STAGE_NAMES.items())
    if request.method == "GET":
        form.subject.data = request.args.get("subject") or form.subject.data
        form.from_day.data = clock.today()
    return form


@blueprint.get("/evaluation/costs/new")
@requires(Permission.KEEP_COSTS)
def new_cost() -> str:
    """The form."""
    return render_template("evaluation/cost_form.html", form=_form())


@blueprint.post("/evaluation/costs/new")
@requires(Permission.KEEP_COSTS)
def add_cost() -> Any:
    """Enter a cost."""
    form = _form()
    valid = form.validate_on_submit()
    subject = ("plan", form.plan.data) if form.subject.data == "plan" else subject_of(form.subject.data)
    if form.subject.data == "plan" and not form.plan.data:
        form.plan.errors = [_("Give the plan's code.")]
        valid = False
    if not valid or subject is None or form.amount.data is None or form.from_day.data is None:
        return render_template("evaluation/cost_form.html", form=form), 422
    cost = Cost(
        subject_kind=subject[0], subject_code=subject[1] or "", category=form.category.data, stage=form.stage.data,
        amount=form.amount.data, currency=form.currency.data or "", from_day=form.from_day.data,
        until_day=form.until_day.data, unit_id=form.unit.data or None, name=form.name.data or "",
        source=form.source.data or "", document=form.document.data or "", spread_over=form.spread_over.data,
        spread_used=form.spread_used.data,
    )  # fmt: skip
    try:
        enter_cost(cost=cost, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return render_template("evaluation/cost_form.html", form=form), 422
    flash(_("The cost was entered."), "success")
    return redirect(url_for("evaluation.costs", subject=":".join(map(str, subject))))


@blueprint.post("/evaluation/costs/<int:cost_id>/reverse")
@requires(Permission.KEEP_COSTS)
def take_back_cost(cost_id: int) -> Any:
    """Take an entry back by its opposite."""
    entry = get_entry(cost_id, current_user)
    reverse_cost(entry=entry, actor=current_user, at=clock.now())
    flash(_("The entry was taken back by its opposite. Enter the right one now."), "success")
    return redirect(url_for("evaluation.costs", subject=f"{entry.subject_kind}:{entry.subject_code}"))


@blueprint.post("/evaluation/costs/hours")
@requires(Permission.KEEP_COSTS)
def take_hours() -> Any:
    """Enter the learners' hours that the records show."""
    subject = subject_of(request.form.get("subject"))
    entries = []
    if subject is not None and subject[0] != "plan":
        entries = enter_hours(proposals=propose_hours(*subject, current_user), actor=current_user, at=clock.now())
    if entries:
        flash(ngettext("%(num)s entry of learners' time was made.", "%(num)s entries of learners' time were made.", len(entries)), "success")  # fmt: skip
    else:
        flash(_("Nothing was entered: no hours wait that have a rate."), "warning")
    return redirect(url_for("evaluation.costs", subject=request.form.get("subject")))


@blueprint.get("/evaluation/costs/rates")
@requires(Permission.SEE_EVALUATIONS)
def rates() -> str:
    """What an hour costs, by post and grade, from which day on."""
    return render_template("evaluation/rates.html", rates=list_rates(), form=_rate_form(), figure=figure)


@blueprint.post("/evaluation/costs/rates")
@requires(Permission.KEEP_COSTS)
@everywhere(Permission.KEEP_COSTS)
def add_rate() -> Any:
    """Set a rate from a day on."""
    form = _rate_form()
    if not form.validate_on_submit() or form.amount.data is None or form.from_day.data is None:
        return render_template("evaluation/rates.html", rates=list_rates(), form=form, figure=figure), 422
    posts = {post.id: post for post in people.list_posts()}
    try:
        set_rate(
            post=posts.get(form.post.data), grade=form.grade.data or "", amount=form.amount.data,
            currency=form.currency.data or "", from_day=form.from_day.data, source=form.source.data or "",
            actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.amount.errors = describe(broken.refusals)
        return render_template("evaluation/rates.html", rates=list_rates(), form=form, figure=figure), 422
    flash(_("The rate holds from that day on."), "success")
    return redirect(url_for("evaluation.rates"))


def _rate_form() -> RateForm:
    form = RateForm()
    form.post.choices = options([(0, _("Every post")), *((post.id, str(post.name)) for post in people.list_posts())])
    if request.method == "GET":
        form.from_day.data = date(clock.today().year, 1, 1)
    return form
