"""The page of the working-day calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.people.models import Unit
from lms.people.queries.scope import list_reached_units
from lms.workdays.actions import decide_day
from lms.workdays.forms import BACK, OFF, DayForm
from lms.workdays.holidays import announced_until, public_holidays
from lms.workdays.queries import DecidedDay, WorkCalendar, list_decisions
from lms.workdays.rules import FIRST, LAST

blueprint = Blueprint("workdays", __name__, template_folder="templates")


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not as its weekday would have it."""

    day: date
    works: bool
    name: Bilingual
    decisions: tuple[DecidedDay, ...]


@blueprint.route("/working-days", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def calendar() -> Any:
    """The special days of a year, in a unit or everywhere, and the form that decides one."""
    units = list_reached_units(current_user, Permission.MANAGE_INTAKES)
    year = min(max(request.args.get("year", clock.today().year, type=int), FIRST.year), LAST.year)
    unit = next((u for u in units if u.id == request.args.get("unit", type=int)), None)
    form = DayForm()
    whole = [(0, _("The whole organisation"))] if current_user.reaches_all(Permission.MANAGE_INTAKES) else []
    form.unit_id.choices = options([*whole, *((u.id, "　" * (u.path.count("/") - 2) + str(u.name)) for u in units)])
    if form.validate_on_submit():
        chosen = next((u for u in units if u.id == form.unit_id.data), None)
        try:
            works = None if form.what.data == BACK else form.what.data != OFF
            day = form.day.data or clock.today()
            decide_day(
                day=day, works=works, unit=chosen, reason=form.reason.data or "", actor=current_user, at=clock.now()
            )
            flash(_("The calendar has changed. Dates of stages that are not over follow it."), "success")
            return redirect(url_for("workdays.calendar", year=day.year, unit=chosen.id if chosen else None))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    elif not form.is_submitted() and unit:
        form.unit_id.data = unit.id
    page = render_template(
        "workdays/calendar.html", form=form, units=units, unit=unit, year=year,
        days=_special(year, unit), announced=announced_until(), years=range(clock.today().year - 1, clock.today().year + 3),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _special(year: int, unit: Unit | None) -> list[SpecialDay]:
    days = WorkCalendar().of(unit.path if unit else "/")
    decided: dict[date, list[DecidedDay]] = {}
    for decision in list_decisions(year, unit):
        decided.setdefault(decision.day, []).append(decision)
    public = {day: one for day, one in public_holidays().items() if day.year == year}
    return [
        SpecialDay(
            day, days.counts(day),
            Bilingual(public[day].zh, public[day].en) if day in public else Bilingual("", ""),
            tuple(decided.get(day, ())),
        )
        for day in sorted({*public, *decided})
    ]  # fmt: skip
