"""Forms of fees and the fund."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.core.forms import Form, options

MORE_RATES = 4


def _factor(label: Any) -> Any:
    return DecimalField(label, places=None, validators=[InputRequired(), NumberRange(0, 10)])


class RulesForm(Form):
    """Rules from a day on: a rate for each grade, particular rates, factors, credits, the fund, the trainer of the year."""

    from_day = DateField(_l("Holds from"), validators=[InputRequired()])
    currency = StringField(_l("Currency"), validators=[InputRequired(), Length(3, 3)])
    hour_1 = DecimalField(_l("Junior trainer, an hour"), places=2, validators=[Optional()])
    hour_2 = DecimalField(_l("Intermediate trainer, an hour"), places=2, validators=[Optional()])
    hour_3 = DecimalField(_l("Senior trainer, an hour"), places=2, validators=[Optional()])
    lesson_minutes = IntegerField(_l("Minutes of such an hour"), validators=[InputRequired(), NumberRange(30, 120)])
    weekend = _factor(_l("Weekend, times"))
    co = _factor(_l("Second trainer, times"))
    first = _factor(_l("Hours of preparing for an hour, the first time"))
    again = _factor(_l("Hours of preparing for an hour, afterwards"))
    share = _factor(_l("Preparing is paid, times the rate"))
    credit_hour = DecimalField(
        _l("Points for an hour taught"), places=None, validators=[InputRequired(), NumberRange(0, 1000)]
    )
    credit_first = DecimalField(_l("Points for a course taught for the first time"), places=None, validators=[InputRequired(), NumberRange(0, 1000)])  # fmt: skip
    fund = _factor(_l("Into the fund, times the fees"))
    least_hours = DecimalField(
        _l("Paid hours at least"), places=None, validators=[InputRequired(), NumberRange(0, 2000)]
    )
    least_ratings = IntegerField(_l("Ratings at least"), validators=[InputRequired(), NumberRange(5, 10000)])
    full_hours = DecimalField(
        _l("Hours that count in full"), places=None, validators=[InputRequired(), NumberRange(1, 2000)]
    )
    full_courses = IntegerField(
        _l("Different courses that count in full"), validators=[InputRequired(), NumberRange(1, 100)]
    )
    rating = DecimalField(
        _l("Weight of the corrected rating"), places=None, validators=[InputRequired(), NumberRange(0, 100)]
    )
    hours = DecimalField(_l("Weight of the hours"), places=None, validators=[InputRequired(), NumberRange(0, 100)])
    courses = DecimalField(
        _l("Weight of different courses"), places=None, validators=[InputRequired(), NumberRange(0, 100)]
    )
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=1000)])


class ExtraForm(Form):
    """Something paid or taken off by hand."""

    trainer = SelectField(_l("Trainer"), coerce=int)
    amount = DecimalField(_l("Amount"), places=None, validators=[InputRequired()])
    currency = StringField(_l("Currency"), validators=[InputRequired(), Length(3, 3)], default="CNY")
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=1000)])


class FundForm(Form):
    """Money into the fund or out of it."""

    way = SelectField(_l("Way"), choices=options([("in", _l("Into the fund")), ("out", _l("Out of the fund"))]))
    day = DateField(_l("Date"), validators=[InputRequired()])
    amount = DecimalField(_l("Amount"), places=None, validators=[InputRequired(), NumberRange(min=0)])
    currency = StringField(_l("Currency"), validators=[InputRequired(), Length(3, 3)], default="CNY")
    purpose = TextAreaField(lazy_pgettext("money", "What for"), validators=[InputRequired(), Length(max=1000)])
    person = SelectField(_l("For whose development"), coerce=int, validators=[Optional()])
