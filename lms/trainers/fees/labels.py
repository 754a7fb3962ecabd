"""The words of fees."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.trainers.fees.honours import Missing
from lms.trainers.fees.models import FeeLine
from lms.trainers.fees.rules import Why, plain

WHY_NAMES: dict[str, Any] = {
    Why.NO_RULES: _l("No fee rules held on that day"),
    Why.NO_GRADE: _l("No grade as a trainer on that day"),
    Why.GRADE_LAPSED: _l("The grade had lapsed on that day"),
    Why.GRADE_SUSPENDED: _l("The grade was suspended on that day"),
    Why.GRADE_WITHDRAWN: _l("The grade was withdrawn"),
    Why.NO_ATTENDANCE: _l("Attendance was not taken"),
    Why.NOBODY_CAME: _l("Nobody came"),
    Why.NO_RATE: _l("The rules name no rate for it"),
    "not_taught": _l("Is on no plan any more"),
}
KIND_NAMES: dict[str, Any] = {
    "taught": _l("Taught"), "correction": _l("Correction of a closed month"), "extra": _l("Entered by hand"),
}  # fmt: skip
SESSION_KINDS: dict[str, Any] = {
    "classroom": _l("Classroom"), "on_the_job": _l("On the job"), "online": _l("Online"), "drill": _l("Drill"),
}  # fmt: skip
ROLE_NAMES: dict[str, Any] = {"lead": _l("Lead trainer"), "co": _l("Second trainer")}
CREDIT_NAMES: dict[str, Any] = {"hours": _l("Hours taught"), "first": _l("Courses taught for the first time")}
MISSING_NAMES: dict[str, Any] = {
    Missing.HOURS: _l("too few paid hours"),
    Missing.RATINGS: _l("too few ratings"),
    Missing.GRADE: _l("the grade does not count on the last day of the year"),
}
REFUSALS: dict[str, Any] = {
    "fee_rates_missing": _l("Give at least one rate."),
    "fee_rates_twice": _l("Two rates are for the same grade, kind, category and level: keep one."),
    "fee_rate_amount": _l("A rate is an amount of money with at most two decimals."),
    "fee_factor": _l("Factors and parts are numbers between 0 and 10."),
    "fee_points": _l("Points are numbers between 0 and 1000."),
    "fee_lesson_minutes": _l("An hour of teaching lasts between 30 and 120 minutes."),
    "fee_year_weights": _l("The weights of the trainer of the year must make up 100."),
    "fee_day_closed": _l("Months before %(day)s are closed: rules can hold from that day on."),
    "fee_currency": _l("There is no such currency. Write it as three letters, such as CNY."),
    "fee_amount": _l("Give an amount other than 0, of at most %(most)s and with at most two decimals."),
    "fee_extra_back": _l("This entry was taken back already, or is itself a taking back."),
    "fee_extras_newer": _l("Something was entered or taken back by hand since this month was worked out: let it be worked out anew."),
    "fee_own": _l("Nobody enters money for themselves."),
    "fee_month_closed": _l("This month is closed: what is still to be put right goes into the next one."),
    "fee_month_runs": _l("The month is not over yet."),
    "fee_month_ahead": _l("This month has not begun yet."),
    "fee_waits": _l("Somebody else has prepared this month, and it waits for approval."),
    "fee_decided": _l("This has been decided already, or a newer one was prepared."),
    "fee_four_eyes": _l("Whoever prepared a month does not approve it."),
    "fund_purpose": _l("Say what the money is for."),
    "fund_overdrawn": _l("The fund holds %(balance)s: it is not overdrawn."),
    "fund_overdrawn_on": _l("On %(day)s or later the fund held only %(balance)s: it is not overdrawn on any day."),
    "fund_day": _l("Money is entered from the day on which it moves, not before."),
    "fund_taken_back": _l("This entry was taken back already, or is itself a taking back."),
    "honour_named": _l("The trainer of this year has been named already."),
    "honour_not_first": _l("By the rule somebody else stands first."),
    "honour_year_runs": _l("The year is not over yet, or its months are not all closed."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "fee_statement": _l("Your fees for %(month)s are approved: %(amount)s. See what they are made of."),
    "fee_returned": _l("The fees for %(month)s came back: %(reason)s"),
    "honour_named": _l("You are the trainer of the year %(year)s. Congratulations!"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Trainers' fees"),
    actions={
        "fee_rules.set": _l("Fee rules set"),
        "fee.extra": _l("Fee entered by hand"),
        "fee.extra_back": _l("Fee entered by hand taken back"),
        "fee_run.prepared": _l("Month of fees prepared"),
        "fee_run.approved": _l("Month of fees approved"),
        "fee_run.returned": _l("Month of fees sent back"),
        "fee_run.exported": _l("Fees taken away as a file"),
        "fund.entered": _l("Entry in the development fund"),
        "trainer_honour.named": _l("Trainer of the year named"),
    },
    subjects={
        "fee_rules": _l("Fee rules"), "fee_extra": _l("Fee entered by hand"), "fee_run": _l("Month of fees"),
        "fund_entry": _l("Entry in the development fund"), "trainer_honour": _l("Trainer of the year"),
    },
    details={
        "month": _l("Month"), "lines": _l("Lines"), "amount": _l("Amount"), "currency": _l("Currency"),
        "from_day": _l("From, first day"), "person": _l("Person"), "year": _l("Year"),
    },
    people=frozenset({"person"}),
)  # fmt: skip


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency."""
    return f"{amount:,.2f} {currency}"


def monies(amounts: Mapping[str, Decimal]) -> str:
    """Amounts in several currencies, which are never added up."""
    return " + ".join(money(amount, currency) for currency, amount in sorted(amounts.items()) if currency) or "0.00"


def made_of(line: FeeLine) -> str:
    """How the amount of a line is reckoned, so that anybody comes to the same hundredth: for a correction what was paid and what is
    due, and how that is reckoned."""
    basis = line.basis
    parts = (
        [_("paid %(paid)s, due %(due)s", paid=_amount(basis["paid"]), due=_amount(basis["due"]))]
        if "due" in basis
        else []
    )
    if "teaching" in basis and line.rate is not None:
        weekend = _(" × %(factor)s (weekend)", factor=basis["weekend"]) if Decimal(basis["weekend"]) != 1 else ""
        second = _(" × %(factor)s (second trainer)", factor=basis["share"]) if Decimal(basis["share"]) != 1 else ""
        share = _(" × %(factor)s (part for preparing)", factor=basis["preparation_share"])
        figures = {"rate": _amount(line.rate), "lesson": basis["lesson"]}
        teaching, preparing = _amount(basis["teaching"]), _amount(basis["preparing"])
        parts.append(_("teaching %(minutes)s min × %(rate)s%(factors)s ÷ %(lesson)s min an hour = %(amount)s",
                       minutes=line.minutes, factors=weekend + second, amount=teaching, **figures))  # fmt: skip
        if line.prepared:
            parts.append(_("preparing %(minutes)s min × %(rate)s%(factors)s ÷ %(lesson)s min an hour = %(amount)s",
                           minutes=plain(line.prepared), factors=(share if Decimal(basis["preparation_share"]) != 1 else "") + second,
                           amount=preparing, **figures))  # fmt: skip
    return " · ".join(parts)


def _amount(text: object) -> str:
    return f"{Decimal(str(text)):,.2f}"
