"""`lms kpis report`, `lms kpis definitions load`, `lms kpis calendar …`, `lms kpis recompute`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from sqlalchemy import select

from lms.core import audit, clock
from lms.core.db import db, transaction
from lms.kpis.actions.calendars import put_calendar
from lms.kpis.actions.readings import recompute
from lms.kpis.calendar_forms import calendar_fault_text
from lms.kpis.calendars import calendar_text, read_text
from lms.kpis.definitions import ready, ship_definitions, version_on
from lms.kpis.expression_labels import fault_words
from lms.kpis.labels import UNIT_NAMES
from lms.kpis.models import FactFile, Kpi
from lms.kpis.queries.report import Group, Limits, Question, report
from lms.kpis.recomputing import months_worked_since
from lms.kpis.rules.expressions import Expression, ExpressionFault, parse
from lms.kpis.rules.periods import months_between
from lms.kpis.rules.reporting import BY
from lms.kpis.rules.working_time import CalendarFault

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("report")
@click.option("--kpi", "code", required=True, metavar="CODE", help="Which KPI.")
@click.option("--by", type=click.Choice(list(BY)), default="none", show_default=True, help="What to compare.")
@click.option("--source", help="Only the orders of one source.")
@click.option("--from", "first", type=_DAY, metavar="DAY", help="Orders opened on this day or later.")
@click.option("--to", "last", type=_DAY, metavar="DAY", help="Orders opened on this day or before.")
@click.option("--window", type=click.IntRange(0, 3650), help="Another window in days than the definition's.")
@click.option("--only", metavar="EXPRESSION", help="Only orders for which this holds, such as: kind == 'repair'")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; shares are then fractions of 1.")
def report_kpi(
    code: str, by: str, source: str | None, first: datetime | None, last: datetime | None, window: int | None,
    only: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compute a KPI exactly from the work orders, with n and the limits of 95 % for each group."""
    from lms.kpis import facts

    kpi = db.session.scalar(select(Kpi).where(Kpi.code == code))
    days = [moment.date() if moment else None for moment in (first, last)]
    version = version_on(kpi, days[1] or clock.today()) if kpi else None
    if kpi is None or version is None:
        known = ", ".join(db.session.scalars(select(Kpi.code).order_by(Kpi.position))) or "lms kpis definitions load"
        said = _("There is no KPI “%(code)s”; there are: %(known)s", code=code, known=known)
        raise click.BadParameter(said, param_hint="--kpi")
    one = ready(version, "k", window)
    question = Question(by, source, days[0], days[1], _only(only))
    with facts.connect() as connection:
        facts.orders_relation(connection, source=source, months=_months(days[0], days[1], one.window or 0))
        groups = report(
            one, version.unit, version.least_sample, question, lambda sql: connection.execute(sql).fetchall(),
            zone=clock.zone(), at=clock.now().astimezone(UTC).replace(tzinfo=None),
        )  # fmt: skip
    if as_json:
        told = {
            "kpi": code, "name": version.name.as_dict(), "definition": version.number, "kind": version.kind,
            "unit": "fraction" if version.unit == "percent" else version.unit, "by": by, "source": source,
            "from": days[0] and days[0].isoformat(), "to": days[1] and days[1].isoformat(), "window_days": one.window,
            "groups": [_as_json(group, version.unit) for group in groups],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(_("%(kpi)s (%(unit)s)", kpi=version.name, unit=UNIT_NAMES[version.unit]))
    for group in groups:
        figure = group.figure
        limits = ""
        if figure.low is not None and figure.high is not None:
            limits = "  " + _("%(low)s to %(high)s", low=f"{figure.low:.3f}", high=f"{figure.high:.3f}")
        few = "" if figure.enough else "  " + _("fewer than %(count)s orders", count=version.least_sample)
        value = "–" if figure.value is None else f"{figure.value:.3f}"
        click.echo(f"{' '.join(filter(None, (group.source, group.key)))}  n {figure.n}  {value}{limits}{few}")


def _only(text: str | None) -> Expression | None:
    if not text:
        return None
    try:
        return parse(text, gives=("flag",))
    except ExpressionFault as fault:
        raise click.BadParameter(str(fault_words(fault)), param_hint="--only") from fault


def _months(first: date | None, last: date | None, window: int) -> list[date] | None:
    """The months whose files are read; all of them when one end is open. A window reads on beyond the end."""
    if first is None or last is None:
        return None
    return months_between(first, last + timedelta(days=window + 1))


def _as_json(group: Group, unit: str) -> dict[str, Any]:
    scale = 0.01 if unit == "percent" else 1.0
    figure = group.figure
    told: dict[str, Any] = {
        "key": group.key, "source": group.source or None, "n": figure.n, "value": _scaled(figure.value, scale),
        "low": _scaled(figure.low, scale), "high": _scaled(figure.high, scale),
        "shrunk": _scaled(figure.shrunk, scale), "enough": figure.enough, "total": figure.sums.total,
    }  # fmt: skip
    for name, limits in (("mean", group.mean), ("median", group.median)):
        if limits is not None:
            told[name] = _limits(limits, scale)
    return told


def _limits(limits: Limits, scale: float) -> dict[str, float | None]:
    return {name: _scaled(getattr(limits, name), scale) for name in ("value", "low", "high")}


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else round(value * scale, 9)


@click.command("definitions")
@click.argument("verb", type=click.Choice(["load", "list"]))
def definitions(verb: str) -> None:
    """load: add the KPIs that ship and are not there yet; list: name those that are there."""
    if verb == "load":
        with transaction():
            added = ship_definitions(actor=audit.System("lms kpis definitions"), at=clock.now())
            months = set(db.session.scalars(select(FactFile.month).where(FactFile.superseded_by.is_(None))))
            if added and months:
                recompute(months, at=clock.now())
        nothing = _("Nothing was added: all that ship are there.")
        click.echo(_("Added: %(codes)s", codes=", ".join(added)) if added else nothing)
        return
    for kpi in db.session.scalars(select(Kpi).order_by(Kpi.position, Kpi.code)):
        version = version_on(kpi, clock.today())
        if version is not None:
            click.echo(f"{kpi.code:24} {version.kind:6} {version.unit:8} {version.name}")


@click.command("calendar")
@click.argument("verb", type=click.Choice(["show", "load"]))
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def calendar(verb: str, file: Path | None) -> None:
    """show: print the working-time calendar put in last; load FILE: put another in force, from the day it names as
    from = "2026-10-01" or else always, and compute anew the months that it matters to."""
    if verb == "show":
        click.echo(calendar_text(), nl=False)
        return
    if file is None:
        raise click.UsageError(_("Say which file: lms kpis calendar load FILE"))
    try:
        with transaction():
            row = put_calendar(
                text=file.read_text("utf-8-sig"), actor=audit.System("lms kpis calendar"), at=clock.now()
            )
            months = months_worked_since(read_text(row.text).since)
            recompute(months, at=clock.now())
    except (CalendarFault, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file}: {calendar_fault_text(fault)}") from fault
    click.echo(_("The calendar is in force; months computed anew: %(count)s.", count=len(months)))


@click.command("recompute")
def recompute_all() -> None:
    """Compute the readings of every month anew from the facts."""
    with transaction():
        months = set(db.session.scalars(select(FactFile.month).where(FactFile.superseded_by.is_(None))))
        recompute(months, at=clock.now())
        audit.record("kpi.recomputed", "kpi", "all", actor=audit.System("lms kpis recompute"), at=clock.now(), count=len(months))  # fmt: skip
    click.echo(_("Months computed: %(count)s.", count=len(months)))
