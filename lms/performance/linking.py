"""The page of a KPI by training record: what the address asks for, and the groups with their names and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from certificates.labels import LEVELS
from certificates.queries.held import list_tiers
from courses.attendance.queries.teaching import list_courses_attended
from courses.queries.abilities import courses_teaching
from courses.queries.completions import list_completed_courses
from lms.core import clock
from lms.core.access import Permission
from lms.kpis.boards import last_month
from lms.kpis.definitions import look_ahead_days, version_on
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.queries.abilities import abilities_behind
from lms.kpis.queries.about import ALL, UNIT, About
from lms.kpis.rules.figures import Figure
from lms.kpis.rules.periods import Span, months_between, read_month, shift
from lms.kpis.rules.ripeness import is_ripe, ripe_span
from lms.onboarding.queries.attribution import list_intake_titles, list_programme_titles
from lms.people.queries.people import list_people
from lms.people.session import User
from lms.performance.kept import NotWorkedOut
from lms.performance.link_sums import COURSE, TRAINER, Asked, LinkSums, add_up
from lms.performance.rules.clustered import Crowd, Difference, change_of, crowd_figure

LEAST_PEOPLE = 5
"""Groups of fewer are not shown, so that nobody is singled out, unless the installation compares people."""
MOST_MONTHS = 36
WAYS: dict[str, Any] = {
    "tier": _l("Tier held"),
    "certificate": _l("Certificate held"),
    COURSE: _l("Course completed"),
    TRAINER: _l("Trainer"),
    "mentor": _l("Technical mentor"),
    "track": _l("Programme"),
    "intake": _l("Intake"),
}
NOTHING: dict[str, Any] = {
    "tier": _l("No valid certificate"),
    "certificate": _l("No valid certificate"),
    TRAINER: _l("No session with a trainer on record"),
    "mentor": _l("No technical mentor on record"),
    "track": _l("No programme on record"),
    "intake": _l("No intake on record"),
}
HOW: dict[str, Any] = {
    "tier": _l("Each month counts under the highest tier whose certificate was valid when the month began."),
    "certificate": _l("Each month counts under the certificate of the highest tier that was valid when the month began."),
    COURSE: _l("Months after completion beside months before it or without it; the month of completion counts to neither."),
    TRAINER: _l("Each month counts under whoever led the last session that the person attended before it began. To compare like with like, choose one course."),
    "mentor": _l("Each month counts under the technical mentor appointed last before it began, also after the pairing ended."),
    "track": _l("Each month counts under the programme that the person entered last before it began."),
    "intake": _l("Each month counts under the intake that the person came with last before it began."),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A group of people with its figure; below the least number of people there is none."""

    label: str
    people: int
    figure: Figure | None


@dataclass(frozen=True)
class Linked:
    """All that the page shows. `hidden` groups are too small; `around` holds months before and after a course; `as_of` says
    when it was worked out, where that is kept; `renew` is what has to be worked out anew, and without `as_of` nothing is
    there to be shown before."""

    by: str
    version: KpiVersion
    span: Span
    rows: list[Row]
    hidden: int
    courses: list[Any]
    course: Any | None
    pair: list[Row]
    change: Difference | None
    around: list[Row]
    as_of: datetime | None = None
    renew: Asked | None = None


def wanted_way(args: Mapping[str, str]) -> str:
    """How the address groups people."""
    by = args.get("by", "")
    return by if by in WAYS else "tier"


def wanted_months(kpi: Kpi, about: About, by: str, args: Mapping[str, str]) -> Span | None:
    """From one month to another, at most three years: three months, for a course twelve; never past the newest ripe one.
    None without any figure."""
    newest = last_month([kpi], about.subject_ids)
    if newest is None:
        return None
    if (version := version_on(kpi, newest)) is not None:
        newest = ripe_span(Span(newest, newest), look_ahead_days(version), clock.today()).last
    last = min(read_month(args.get("to")) or newest, newest)
    first = read_month(args.get("from")) or shift(last, -11 if by == COURSE else -2)
    return Span(max(min(first, last), shift(last, 1 - MOST_MONTHS)), last)


def linked(
    kpi: Kpi, about: About, user: User, span: Span, by: str, course_code: str, least_people: int, *, at_once: bool
) -> Linked | None:
    """The groups of the people whom the page is about and the reader may see. None where the KPI meant nothing then. Unless
    it must be `at_once`, what takes long is not worked out here: see `Linked.renew`."""
    version = version_on(kpi, span.last)
    if version is None or about.kind not in (ALL, UNIT):
        return None
    courses, course = _courses(kpi, course_code, by)
    if by == COURSE and course is None:
        return Linked(by, version, span, [], 0, courses, None, [], None, [])
    unit = about.unit.path if about.unit is not None else None
    reach = user.reach(Permission.SEE_KPIS)
    asked = Asked(
        version.id, by, span.first, span.last, None if reach is None else tuple(sorted(reach)), unit, least_people,
        course.id if course is not None else None,
    )  # fmt: skip
    keeper = asked.keeper(waits=not at_once)
    try:
        sums = add_up(asked, version, keeper)
    except NotWorkedOut:
        return Linked(by, version, span, [], 0, courses, course, [], None, [], renew=asked)
    return replace(
        _named(asked, version, span, sums, courses, course), as_of=keeper.oldest, renew=asked if keeper.stale else None
    )


def _named(
    asked: Asked, version: KpiVersion, span: Span, sums: LinkSums, courses: list[Any], course: Any | None
) -> Linked:
    """The groups with their names and figures."""
    by = asked.by
    if by != COURSE:
        keys = [group.key for group in sums.groups if group.key is not None]
        names = _names(by, keys)
        shown = sorted(sums.groups, key=lambda group: group.key or 0) if by == "tier" else sums.groups
        rows = [_row(version, str(names.get(group.key, NOTHING[by])), group.crowd) for group in shown]
        return Linked(by, version, span, rows, sums.hidden, courses, course, [], None, [])
    words = (_("Not completed, or not yet"), _("After completion"))
    groups = sorted(sums.groups, key=lambda group: group.key or 0)
    rows = [_row(version, words[group.key or 0], group.crowd) for group in groups]
    pair: list[Row] = []
    if sums.paired is not None:
        sides = ((_("Up to six months before"), sums.paired.before), (_("Up to six months after"), sums.paired.after))
        pair = [_row(version, label, crowd) for label, crowd in sides]
    change = change_of(version.kind, sums.paired) if sums.paired is not None else None
    around = [_row(version, month_label(group.key or 0), group.crowd, asked.least_people) for group in sums.around]
    return Linked(by, version, span, rows, sums.hidden, courses, course, pair, change, around)


def waits(found: Linked) -> bool:
    """Does the comparison end where it does because the next month is not ripe yet?"""
    return not is_ripe(shift(found.span.last, 1), look_ahead_days(found.version), clock.today())


def month_label(place: int) -> str:
    """How many months before or after."""
    if place == 0:
        return _("Month of completion")
    many = abs(place)
    if place < 0:
        return ngettext("%(num)s month before", "%(num)s months before", many)
    return ngettext("%(num)s month after", "%(num)s months after", many)


def months_to_choose(newest: date) -> list[date]:
    """The months that a form offers."""
    return list(reversed(months_between(shift(newest, 1 - MOST_MONTHS), newest)))


def _row(version: KpiVersion, label: str, crowd: Crowd, least_people: int = 1) -> Row:
    if crowd.people < least_people:
        return Row(label, crowd.people, None)
    return Row(label, crowd.people, crowd_figure(version.kind, version.unit, crowd, version.least_sample))


def _courses(kpi: Kpi, code: str, by: str) -> tuple[list[Any], Any | None]:
    """The courses to choose from, and the one asked for. By course: those that anybody completed, else the first of them that
    teaches an ability behind the KPI; by trainer: those held in sessions, else none (sessions of any course)."""
    if by == TRAINER:
        held = list_courses_attended()
        return held, next((course for course in held if course.code == code), None)
    if by != COURSE:
        return [], None
    courses = list_completed_courses()
    known = {course.code: course for course in courses}
    if code in known:
        return courses, known[code]
    abilities = [ability.id for ability in abilities_behind(kpi.id)]
    teaching = [course.code for course in courses_teaching(abilities) if course.code in known] if abilities else []
    first = known[teaching[0]] if teaching else next(iter(courses), None)
    return courses, first


def _names(by: str, keys: list[int]) -> dict[int | None, Any]:
    if by == "tier":
        return {key: LEVELS.get(key, key) for key in keys}
    if not keys:
        return {}
    if by == "certificate":
        return {row.id: _("%(scheme)s: %(tier)s", scheme=row.scheme, tier=row.tier) for row in list_tiers(keys)}
    if by in ("mentor", TRAINER):
        return {person.id: person.name for person in list_people(keys)}
    titles = list_programme_titles(keys) if by == "track" else list_intake_titles(keys)
    return {row.id: row.title for row in titles}
