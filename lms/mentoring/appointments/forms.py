"""The shapes of input about mentors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.core.forms import Form, options
from lms.mentoring.appointments.labels import LANGUAGE_NAMES, RATING_WORDS, SHIFT_NAMES
from lms.mentoring.appointments.rules import LONGEST_TERM
from lms.people.labels import PRODUCT_NAMES

_REASON = Length(max=500, message=_l("At most 500 characters."))
_DAY = _l("Write the day as 2026-03-02.")


class _Ticks(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class CriteriaForm(Form):
    """What is asked of one kind of mentor."""

    kind = SelectField(_l("Kind of mentor"))
    tier = SelectField(_l("Lowest tier with a valid certificate"), coerce=int)
    years = DecimalField(
        _l("Years of service"), places=1,
        validators=[InputRequired(_l("Write a number; 0 asks for nothing.")), NumberRange(0, 40, _l("From 0 to 40."))],
    )  # fmt: skip
    least_rating = DecimalField(
        _l("Lowest mean for communication and for patience"), places=1,
        validators=[InputRequired(_l("Write a number; 0 asks for nothing.")), NumberRange(0, 5, _l("From 0 to 5."))],
        description=_l("From 1 to 5; 0 asks for no rating."),
    )  # fmt: skip
    raters = IntegerField(
        _l("Number of raters"),
        validators=[InputRequired(_l("Write a number; 0 asks for nothing.")), NumberRange(0, 20, _l("From 0 to 20."))],
    )
    course_code = SelectField(_l("Course for mentors"))
    term_months = IntegerField(
        _l("Term in months"),
        validators=[InputRequired(_l("Write a number.")), NumberRange(1, LONGEST_TERM, _l("From 1 to 120."))],
    )
    from_day = DateField(_l("Holds from"), validators=[InputRequired(_DAY)])
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(_l("Give a reason.")), _REASON])


class AppointForm(Form):
    """Somebody becomes a mentor, or goes on."""

    technical = BooleanField(_l("Technical mentor"))
    culture = BooleanField(_l("Culture mentor"))
    from_day = DateField(lazy_pgettext("term", "First day"), validators=[InputRequired(_DAY)])
    until_day = DateField(
        lazy_pgettext("term", "Last day"),
        validators=[Optional()],
        description=_l("Left empty: the term that the criteria say."),
    )
    exception = TextAreaField(_l("Reason for an exception"), validators=[_REASON])


class RestForm(Form):
    """A time without new mentees."""

    from_day = DateField(lazy_pgettext("term", "First day"), validators=[InputRequired(_DAY)])
    until_day = DateField(
        lazy_pgettext("term", "Last day"), validators=[Optional()], description=_l("Left empty: until further notice.")
    )
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(_l("Give a reason.")), _REASON])


class RetireForm(Form):
    """The end of an appointment."""

    reason = TextAreaField(_l("Reason"), validators=[InputRequired(_l("Give a reason.")), _REASON])


class ProfileForm(Form):
    """What a mentor can offer."""

    capacity = IntegerField(
        _l("Most mentees at a time"),
        validators=[InputRequired(_l("Write a number.")), NumberRange(0, 12, _l("From 0 to 12."))],
    )
    shift = SelectField(_l("Shift"), choices=options(SHIFT_NAMES.items()))
    product_lines = _Ticks(_l("Product lines"), choices=options(PRODUCT_NAMES.items()))
    languages = _Ticks(_l("Languages"), choices=options(LANGUAGE_NAMES.items()))
    abilities = _Ticks(_l("Abilities to pass on"))


class SuitabilityForm(Form):
    """How somebody communicates and how patient they are."""

    communication = SelectField(_l("Communication"), coerce=int, choices=options(RATING_WORDS.items()), default=3)
    patience = SelectField(_l("Patience"), coerce=int, choices=options(RATING_WORDS.items()), default=3)
    comment = TextAreaField(_l("What the rating rests on"), validators=[_REASON])
