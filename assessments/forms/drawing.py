"""The shape of the limit on showing items, and of a wish for equivalent forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from assessments.queries.drawing import WINDOW, DrawingTerms
from assessments.rules.forms import MOST_FORMS
from lms.core.forms import Form


class ExposureForm(Form):
    """In how many of the attempts of a time an item may stand."""

    percent = IntegerField(
        _l("At most in per cent of the attempts"),
        validators=[Optional(), NumberRange(1, 100, _l("From 1 to 100 per cent, or empty."))],
        description=_l("Empty: no limit."),
    )
    days = IntegerField(
        _l("Counted over days"),
        default=WINDOW,
        validators=[InputRequired(_l("Say over how many days.")), NumberRange(1, 3650, _l("From 1 to 3650 days."))],
    )

    @classmethod
    def of(cls, terms: DrawingTerms) -> ExposureForm:
        """The form of what holds now."""
        return cls(formdata=None, data={"percent": terms.exposure_percent, "days": terms.exposure_days})


class FormsForm(Form):
    """How many forms, and by which seed; without one it is drawn."""

    count = IntegerField(
        _l("Number of forms"),
        default=3,
        validators=[InputRequired(_l("Say how many forms.")), NumberRange(2, MOST_FORMS, _l("From 2 to 8 forms."))],
    )
    seed = IntegerField(
        _l("Seed"),
        validators=[Optional(), NumberRange(0, 2**31 - 1, _l("A whole number from 0 to 2147483647."))],
        description=_l(
            "The same seed gives the same forms again, as long as the bank stays the same. Empty: one is drawn."
        ),
    )
