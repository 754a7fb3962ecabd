"""The rules of fees, the fund, and the trainer of the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from courses.labels import CATEGORY_NAMES
from courses.labels import LEVEL_NAMES as COURSE_LEVELS
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import page_of_rows, wanted_page
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import get_visible, within_reach
from lms.trainers.fees import labels
from lms.trainers.fees.actions import set_rules
from lms.trainers.fees.forms import MORE_RATES, FundForm, RulesForm
from lms.trainers.fees.fund import enter_in_fund, take_back
from lms.trainers.fees.models import FundEntry, TrainerHonour
from lms.trainers.fees.queries import as_rules, balances_after, fund_balances, list_rules, select_fund_entries
from lms.trainers.fees.rules import Rules, rules_on
from lms.trainers.fees.year import candidates_of, name_trainer, year_rule
from lms.trainers.grades.labels import GRADE_NAMES
from lms.trainers.grades.queries import trainer_choices
from lms.trainers.routes import blueprint

PER_PAGE = 30


@blueprint.get("/trainers/fees/rules")
@requires(Permission.SEE_FEES)
def fee_rules() -> str:
    """The rules that hold, held and will hold, and the form for new ones."""
    return _rules_page(None)


def _rules_page(form: RulesForm | None) -> str:
    rows = list_rules()
    versions, today = as_rules(rows), clock.today()
    current = rules_on(versions, today)
    keeps = current_user.reaches_all(Permission.KEEP_FEES)
    if keeps and form is None:
        form = _filled(current)
    special = [rate for rate in current.rates if rate.kind or rate.category or rate.level] if current else []

    def typed(place: int, name: str) -> str:
        if request.method == "POST":
            return request.form.get(f"{name}-{place}", "")
        rate = special[place] if place < len(special) else None
        value = getattr(rate, name, None) if rate else None
        return "" if value is None else str(value)

    return render_template(
        "trainers/fee_rules.html", versions=rows, read={one.id: one for one in versions}, current=current.id if current else None,
        today=today, form=form if keeps else None, more=MORE_RATES, typed=typed, grade_names=GRADE_NAMES,
        kinds=labels.SESSION_KINDS, categories=CATEGORY_NAMES, course_levels=COURSE_LEVELS, money=labels.money,
    )  # fmt: skip


def _filled(rules: Rules | None) -> RulesForm:
    """The form with what holds now, or with usual figures."""
    form = RulesForm()
    by_grade = (
        {rate.grade: rate.hour for rate in rules.rates if not rate.kind and not rate.category and not rate.level}
        if rules
        else {}
    )
    rules = rules or Rules(0, clock.today(), "CNY", (), weekend=Decimal("1.5"), co=Decimal("0.5"), first_preparation=Decimal(1), again_preparation=Decimal("0.25"), preparation_share=Decimal("0.5"), credit_hour=Decimal(1), credit_first=Decimal(5))  # fmt: skip
    year = rules.year
    for name, value in (
        ("from_day", clock.today()), ("currency", rules.currency), ("lesson_minutes", rules.lesson_minutes), ("weekend", rules.weekend),
        ("co", rules.co), ("first", rules.first_preparation), ("again", rules.again_preparation), ("share", rules.preparation_share),
        ("credit_hour", rules.credit_hour), ("credit_first", rules.credit_first), ("fund", rules.fund_share),
        ("least_hours", year.least_hours), ("least_ratings", year.least_ratings), ("full_hours", year.full_hours),
        ("full_courses", year.full_courses), ("rating", year.rating), ("hours", year.hours), ("courses", year.courses),
        *((f"hour_{grade}", by_grade.get(grade, by_grade.get(None))) for grade in (1, 2, 3)),
    ):  # fmt: skip
        form[name].data = value
    return form


@blueprint.post("/trainers/fees/rules")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def add_fee_rules() -> Any:
    """Let new rules hold from a day on."""
    form = RulesForm()
    if not form.validate_on_submit() or form.from_day.data is None:
        return _rules_page(form), 422
    try:
        set_rules(
            from_day=form.from_day.data, currency=(form.currency.data or "").upper(), content=_content(form),
            reason=form.reason.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _rules_page(form), 422
    flash(_("The rules hold from that day on."), "success")
    return redirect(url_for("trainers.fee_rules"))


def _content(form: RulesForm) -> dict[str, Any]:
    """What the form says, as the rules keep it."""
    rates: list[dict[str, Any]] = [
        {"grade": grade, "hour": str(form[f"hour_{grade}"].data)} for grade in (1, 2, 3) if form[f"hour_{grade}"].data is not None
    ]  # fmt: skip
    for place in range(MORE_RATES):
        given = {
            name: request.form.get(f"{name}-{place}", "").strip()
            for name in ("grade", "kind", "category", "level", "hour")
        }
        if given["hour"]:
            rate: dict[str, Any] = {"hour": given["hour"]}
            if given["grade"] in ("1", "2", "3"):
                rate["grade"] = int(given["grade"])
            if given["kind"] in labels.SESSION_KINDS:
                rate["kind"] = given["kind"]
            if given["category"] in CATEGORY_NAMES:
                rate["category"] = given["category"]
            if given["level"] in COURSE_LEVELS:
                rate["level"] = given["level"]
            rates.append(rate)
    return {
        "rates": rates, "weekend": str(form.weekend.data), "co": str(form.co.data), "lesson_minutes": form.lesson_minutes.data,
        "preparation": {"first": str(form.first.data), "again": str(form.again.data), "share": str(form.share.data)},
        "credits": {"hour": str(form.credit_hour.data), "first": str(form.credit_first.data)}, "fund": str(form.fund.data),
        "year": {
            "least_hours": str(form.least_hours.data), "least_ratings": form.least_ratings.data, "full_hours": str(form.full_hours.data),
            "full_courses": form.full_courses.data, "rating": str(form.rating.data), "hours": str(form.hours.data),
            "courses": str(form.courses.data),
        },
    }  # fmt: skip


@blueprint.get("/trainers/fund")
@requires(Permission.SEE_FEES)
@everywhere(Permission.SEE_FEES)
def fund() -> str:
    """The account."""
    return _fund_page(None)


def _fund_page(form: FundForm | None) -> str:
    page = page_of_rows(select_fund_entries(), wanted_page(), PER_PAGE, entities=True)
    keeps = current_user.reaches_all(Permission.KEEP_FEES)
    if keeps and form is None:
        form = _fund_form()
    names = {one.id: one.name for one in list_people({e.person_id for e in page.items if e.person_id})}
    return render_template(
        "trainers/fund.html", page=page, balances=fund_balances(), after=balances_after(page.items), names=names,
        reversed=_reversed([one.id for one in page.items]), form=form if keeps else None, money=labels.money,
    )  # fmt: skip


def _reversed(ids: list[int]) -> set[int]:
    query = select(FundEntry.reverses_id).where(FundEntry.reverses_id.in_(ids))
    return {number for number in db.session.scalars(query) if number is not None} if ids else set()


def _fund_form() -> FundForm:
    form = FundForm()
    trainers = trainer_choices(current_user, clock.today())
    form.person.choices = options([(0, _("Nobody in particular")), *trainers])
    if request.method == "GET":
        form.day.data = clock.today()
    return form


@blueprint.post("/trainers/fund")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def enter_fund() -> Any:
    """Money in or out."""
    form = _fund_form()
    if not form.validate_on_submit() or form.amount.data is None or form.day.data is None:
        return _fund_page(form), 422
    person = get_visible(current_user, form.person.data, Permission.SEE_TRAINERS) if form.person.data else None
    amount = form.amount.data if form.way.data == "in" else -form.amount.data
    try:
        enter_in_fund(
            day=form.day.data, amount=amount, currency=(form.currency.data or "").upper(), purpose=form.purpose.data or "",
            person=person, actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _fund_page(form), 422
    flash(_("Entered in the fund."), "success")
    return redirect(url_for("trainers.fund"))


@blueprint.post("/trainers/fund/<int:fund_entry_id>/take-back")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def take_back_fund(fund_entry_id: int) -> Any:
    """Undo an entry by its opposite."""
    entry = db.session.get(FundEntry, fund_entry_id)
    if entry is None:
        raise NotFound
    take_back(entry=entry, actor=current_user, at=clock.now())
    flash(_("The entry was taken back."), "success")
    return redirect(url_for("trainers.fund"))


@blueprint.get("/trainers/year/<int:year>")
@requires(Permission.SEE_FEES, Permission.TEACH)
def trainer_year(year: int) -> str:
    """The rule, who it is, and the figures of those whom the reader may see: a trainer's are the own ones."""
    if not 2000 <= year <= 2999:
        raise NotFound
    ranking, ratings = candidates_of(year)
    ids = [one.candidate.person_id for one in ranking]
    seen = select(Person).where(Person.id.in_(ids), (Person.id == current_user.id) | within_reach(current_user, Permission.SEE_FEES))  # fmt: skip
    names = {one.id: one.name for one in db.session.scalars(seen)}
    shown = {number: f"{one.adjusted_mean:.2f}" for number, one in ratings.items() if one.adjusted_mean is not None}
    return render_template(
        "trainers/year.html", year=year, placed=[one for one in ranking if one.candidate.person_id in names], names=names,
        rule=year_rule(year), honour=db.session.get(TrainerHonour, year), missing_names=labels.MISSING_NAMES, shown=shown,
        may_name=current_user.reaches_all(Permission.APPROVE_FEES),
        back=(_("Trainers' fees"), url_for("trainers.fees")) if current_user.can(Permission.SEE_FEES) else (_("My fees as a trainer"), url_for("trainers.my_fees")),
    )  # fmt: skip


@blueprint.post("/trainers/year/<int:year>/name/<int:person_id>")
@requires(Permission.APPROVE_FEES)
@everywhere(Permission.APPROVE_FEES)
def name_trainer_of_year(year: int, person_id: int) -> Any:
    """Name the first by the rule."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    name_trainer(year=year, person=person, actor=current_user, at=clock.now())
    flash(_("The trainer of the year was named and told."), "success")
    return redirect(url_for("trainers.trainer_year", year=year))
