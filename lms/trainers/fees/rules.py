"""What a day of teaching is paid: by the rules of that day, the grade held on it, and whether attendance was taken.

Money is Decimal and is rounded half up to hundredths, the fee for teaching and the fee for preparing each by itself; nothing else is
rounded, and what is divided is divided last, so that whoever reckons a line again comes to the same hundredth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

GRADES = (1, 2, 3)
KINDS = ("classroom", "on_the_job", "online", "drill")
HUNDREDTH, WHOLE = Decimal("0.01"), Decimal(1)
MOST = Decimal(10) ** 7
MOST_FACTOR = Decimal(10)


class Why(StrEnum):
    """Why a day is not paid."""

    NO_RULES = "no_rules"
    NO_GRADE = "no_grade"
    GRADE_LAPSED = "grade_lapsed"
    GRADE_SUSPENDED = "grade_suspended"
    GRADE_WITHDRAWN = "grade_withdrawn"
    NO_ATTENDANCE = "attendance_missing"
    NOBODY_CAME = "nobody_came"
    NO_RATE = "no_rate"


@dataclass(frozen=True)
class Rate:
    """What an hour is worth for whoever fits: None fits everything."""

    hour: Decimal
    grade: int | None = None
    kind: str | None = None
    category: str | None = None
    level: str | None = None

    def fits(self, grade: int, kind: str, category: str, level: str | None = None) -> bool:
        """Does it hold for this grade, kind of session, category and level of course?"""
        named = ((self.grade, grade), (self.kind, kind), (self.category, category), (self.level, level))
        return all(wanted in (None, given) for wanted, given in named)

    @property
    def particular(self) -> tuple[int, ...]:
        """Of rates that fit, the one that says most counts; of equals the one that names the grade, then the kind, then the
        level of the course."""
        said = [int(one is not None) for one in (self.grade, self.kind, self.level, self.category)]
        return sum(said), *said


@dataclass(frozen=True)
class YearRule:
    """How the trainer of the year is found: who may be it, and how much each part weighs (together a hundred)."""

    least_hours: Decimal = Decimal(16)
    least_ratings: int = 10
    full_hours: Decimal = Decimal(80)
    """So many hours count in full; more count no more."""
    full_courses: int = 4
    rating: Decimal = Decimal(60)
    hours: Decimal = Decimal(25)
    courses: Decimal = Decimal(15)


@dataclass(frozen=True)
class Rules:
    """The rules that hold from a day on."""

    id: int
    from_day: date
    currency: str
    rates: tuple[Rate, ...]
    weekend: Decimal = Decimal(1)
    """What a Saturday or Sunday multiplies the fee for teaching by."""
    co: Decimal = Decimal(1)
    """The part of the fee that a second trainer gets."""
    lesson_minutes: int = 60
    """How long the hour is that a rate is for; many count 45 minutes."""
    first_preparation: Decimal = Decimal(0)
    """Hours of preparing for an hour taught, the first time that somebody teaches a version of a course."""
    again_preparation: Decimal = Decimal(0)
    preparation_share: Decimal = Decimal(1)
    """The part of the rate that an hour of preparing is worth."""
    credit_hour: Decimal = Decimal(0)
    """Points towards promotion for an hour taught."""
    credit_first: Decimal = Decimal(0)
    """Points for teaching a course for the first time."""
    fund_share: Decimal = Decimal(0)
    """For so much of a month's fees the development fund is filled."""
    year: YearRule = field(default_factory=YearRule)

    def rate_for(self, grade: int, kind: str, category: str, level: str | None = None) -> Rate | None:
        """The rate that counts."""
        fitting = [rate for rate in self.rates if rate.fits(grade, kind, category, level)]
        return max(fitting, key=lambda rate: rate.particular, default=None)


@dataclass(frozen=True)
class Taught:
    """A day of a session as one trainer taught it. `status`: where the grade stands (`lms.trainers.grades.rules.Status`), `valid`
    whether it counts; `taken`: was attendance taken, `present`: how many came; `first`: never taught this version before."""

    day: date
    minutes: int
    kind: str
    category: str
    role: str
    grade: int
    valid: bool
    status: str
    taken: bool
    present: int
    first: bool
    course_level: str | None = None


@dataclass(frozen=True)
class Fee:
    """What a day comes to, with what it is made of, or why it is nothing. `prepared`: minutes of preparing, exactly."""

    amount: Decimal
    currency: str
    rate: Decimal | None
    prepared: Decimal
    why: tuple[Why, ...]
    basis: Mapping[str, str]
    rules_id: int | None


def rules_on(versions: Sequence[Rules], day: date) -> Rules | None:
    """The rules that hold on a day: of those whose day has come the newest, and of one day those set last."""
    held = [one for one in versions if one.from_day <= day]
    return max(held, key=lambda one: (one.from_day, one.id), default=None)


def fee_of(taught: Taught, versions: Sequence[Rules]) -> Fee:
    """What one day is paid. Everything that stands against it is said at once."""
    rules = rules_on(versions, taught.day)
    why = list(_against(taught))
    if rules is None:
        return Fee(Decimal(0), "", None, Decimal(0), (Why.NO_RULES, *why), {}, None)
    rate = rules.rate_for(taught.grade, taught.kind, taught.category, taught.course_level)
    if rate is None and taught.grade:
        why.append(Why.NO_RATE)
    factor = rules.first_preparation if taught.first else rules.again_preparation
    prepared = taught.minutes * factor
    if why or rate is None:
        return Fee(Decimal(0), rules.currency, rate.hour if rate else None, prepared, tuple(why), {}, rules.id)
    weekend = rules.weekend if taught.day.weekday() >= 5 else Decimal(1)
    share = Decimal(1) if taught.role == "lead" else rules.co
    lesson = Decimal(rules.lesson_minutes)
    teaching = rounded(rate.hour * taught.minutes * weekend * share / lesson)
    preparation = rounded(rate.hour * prepared * rules.preparation_share * share / lesson)
    basis = {
        "weekend": f"{weekend:f}", "share": f"{share:f}", "lesson": str(rules.lesson_minutes), "preparation": f"{factor:f}",
        "prepared": plain(prepared),
        "preparation_share": f"{rules.preparation_share:f}", "teaching": f"{teaching:f}", "preparing": f"{preparation:f}",
    }  # fmt: skip
    return Fee(teaching + preparation, rules.currency, rate.hour, prepared, (), basis, rules.id)


def _against(taught: Taught) -> list[Why]:
    found = []
    if not taught.valid:
        by_status = {
            "none": Why.NO_GRADE,
            "future": Why.NO_GRADE,
            "suspended": Why.GRADE_SUSPENDED,
            "withdrawn": Why.GRADE_WITHDRAWN,
        }
        found.append(by_status.get(taught.status, Why.GRADE_LAPSED))
    if not taught.taken:
        found.append(Why.NO_ATTENDANCE)
    elif not taught.present:
        found.append(Why.NOBODY_CAME)
    return found


def rounded(amount: Decimal, to: Decimal = HUNDREDTH) -> Decimal:
    """To hundredths, half up."""
    return amount.quantize(to, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """A number as one types it: no zeros at its end, no powers of ten."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hours(minutes: int | Decimal) -> Decimal:
    """Minutes as hours with two digits."""
    return rounded(Decimal(minutes) / 60)


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def credits_of(rules: Rules, minutes: int, firsts: int) -> dict[str, Decimal]:
    """Points for what somebody taught and was paid for under these rules, by what they are for."""
    found = {"hours": rounded(rules.credit_hour * minutes / 60), "first": rounded(rules.credit_first * firsts)}
    return {kind: points for kind, points in found.items() if points}


def as_number(text: object) -> Decimal | None:
    """A number that somebody typed or a file holds."""
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def read_rules(number: int, from_day: date, currency: str, content: Mapping[str, Any]) -> Rules:
    """Rules as they lie in the database; they were checked by `faults_of` when they were set."""
    rates = tuple(
        Rate(Decimal(one["hour"]), one.get("grade"), one.get("kind"), one.get("category"), one.get("level"))
        for one in content.get("rates", ())
    )
    preparation, points, year = (content.get(name, {}) for name in ("preparation", "credits", "year"))
    usual = YearRule()
    return Rules(
        number, from_day, currency, rates, Decimal(content.get("weekend", "1")), Decimal(content.get("co", "1")),
        int(content.get("lesson_minutes", 60)), Decimal(preparation.get("first", "0")), Decimal(preparation.get("again", "0")),
        Decimal(preparation.get("share", "1")), Decimal(points.get("hour", "0")), Decimal(points.get("first", "0")),
        Decimal(content.get("fund", "0")),
        YearRule(
            Decimal(year.get("least_hours", usual.least_hours)), int(year.get("least_ratings", usual.least_ratings)),
            Decimal(year.get("full_hours", usual.full_hours)), int(year.get("full_courses", usual.full_courses)),
            Decimal(year.get("rating", usual.rating)), Decimal(year.get("hours", usual.hours)), Decimal(year.get("courses", usual.courses)),
        ),
    )  # fmt: skip


def faults_of(content: Mapping[str, Any]) -> list[str]:
    """The places in rules that cannot be: codes of what is wrong."""
    found = []
    rates = content.get("rates", ())
    if not rates:
        found.append("rates_missing")
    keys = [tuple(one.get(name) for name in ("grade", "kind", "category", "level")) for one in rates]
    if len(set(keys)) < len(keys):
        found.append("rates_twice")
    for one in rates:
        hour = as_number(one.get("hour"))
        if hour is None or not 0 <= hour <= MOST or hour != rounded(hour):
            found.append("rate_amount")
    preparation, points = content.get("preparation", {}), content.get("credits", {})
    factors = (
        content.get("weekend", "1"), content.get("co", "1"), preparation.get("first", "0"), preparation.get("again", "0"),
        preparation.get("share", "1"), content.get("fund", "0"),
    )  # fmt: skip
    for text in factors:
        factor = as_number(text)
        if factor is None or not 0 <= factor <= MOST_FACTOR:
            found.append("factor")
    for text in (points.get("hour", "0"), points.get("first", "0")):
        value = as_number(text)
        if value is None or not 0 <= value <= 1000:
            found.append("points")
    lesson = as_number(content.get("lesson_minutes", 60))
    if lesson is None or not 30 <= lesson <= 120:
        found.append("lesson_minutes")
    year = content.get("year", {})
    weights = [as_number(year.get(name, value)) for name, value in (("rating", 60), ("hours", 25), ("courses", 15))]
    if (
        None in weights
        or sum(weight for weight in weights if weight) != 100
        or min(w for w in weights if w is not None) < 0
    ):
        found.append("year_weights")
    return list(dict.fromkeys(found))
