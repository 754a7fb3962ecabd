"""The shapes of input about development plans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, SelectField, TextAreaField

from lms.core.forms import Form, options
from lms.plans.development_labels import PHASE_NAMES


class GoalForm(Form):
    """One goal; what is wrong with it, the rules say."""

    phase = SelectField(_l("Phase"), coerce=int, choices=options(PHASE_NAMES.items()))
    text = TextAreaField(_l("Goal"), render_kw={"rows": 2, "maxlength": 500})
    measure = TextAreaField(_l("How we will know"), render_kw={"rows": 2, "maxlength": 500})
    due_on = DateField(lazy_pgettext("goal", "Until"), render_kw={"type": "date"})


class ReviewForm(Form):
    """A talk over the plan; how each goal stands is asked beside."""

    held_on = DateField(_l("Day of the talk"), render_kw={"type": "date"})
    summary = TextAreaField(_l("What was said and agreed"), render_kw={"rows": 4, "maxlength": 4000})
