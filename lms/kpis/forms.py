"""The shapes of input about targets."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, FloatField, MonthField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.core.forms import Form


def first_days(form: Any, field: Field) -> None:
    """A month is kept as its first day; far off ones are typing errors."""
    if isinstance(field.data, date) and not 2000 <= field.data.year <= 2100:
        raise ValidationError(_l("Choose a month from 2000 to 2100."))


class TargetForm(Form):
    """A target: specific, measurable, somebody's, and with its months."""

    kpi = SelectField(_l("KPI"), coerce=int)
    value = FloatField(_l("Value to reach"), validators=[InputRequired(_l("Enter a number."))])
    zh = TextAreaField(
        _l("Target in words, in Chinese"),
        validators=[DataRequired(_l("Say what is to be reached, by whom and until when.")), Length(max=300)],
        description=_l("SMART: what, how much, by whom, by when, and why it can be reached."),
    )
    en = TextAreaField(
        _l("Target in words, in English"),
        validators=[Length(max=300)],
        description=_l("May stay empty; then the Chinese is shown."),
    )
    unit = SelectField(_l("For the unit"), coerce=int)
    post = SelectField(_l("For the post"), coerce=int)
    stage = SelectField(_l("For the stage of development"))
    from_month = MonthField(_l("From the month"), validators=[DataRequired(_l("Choose a month.")), first_days])
    until_month = MonthField(
        _l("Until the month"),
        validators=[Optional(), first_days],
        description=_l("May stay empty: until it is changed."),
    )
    owner = StringField(
        _l("Owner, by employee number"),
        validators=[DataRequired(_l("Every target has an owner.")), Length(max=40)],
        description=_l("Who answers for it."),
    )
