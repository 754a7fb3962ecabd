"""The shapes of input about retiring tiers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.core.forms import Form


class RetireForm(Form):
    """From when on a tier is awarded no more, and why."""

    from_day = DateField(_l("From this day on"), validators=[DataRequired(_l("Enter the first day."))])
    reason = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Write the reason.")), Length(max=1000)], render_kw={"rows": 3},
        description=_l("Holders and applicants read it."),
    )  # fmt: skip


class TakeUpForm(Form):
    """Why a tier is taken up again."""

    reason = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Write the reason.")), Length(max=1000)], render_kw={"rows": 3},
        description=_l("Holders and applicants read it."),
    )  # fmt: skip
