"""Forms of effects: asking for an estimate, signing for one, drawing a roll-out, withdrawing it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core.forms import Form

MONTHS = (12, 18, 24, 36, 48, 60)


class EffectForm(Form):
    """What is asked."""

    subject = SelectField(_l("Training"))
    kpi = SelectField(_l("KPI"), description=_l("Choose one before you look, and stay with it: of many KPIs one always seems to move."))  # fmt: skip
    unit = SelectField(_l("For whom"), coerce=int)
    months = SelectField(_l("Months to look at"), coerce=int)
    assigned = SelectField(
        _l("What was sent to training"),
        description=_l("Where whole stations were sent, they are the units that the interval counts."),
    )
    control = SelectField(_l("Compared with"))
    adjust = SelectMultipleField(
        _l("Adjust for"),
        description=_l("Only where the trained differ in it and the order was not drawn by lot. Each kind needs ten more people to compare with."),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    seasonal = BooleanField(_l("The KPI has a season: ask for a year before training"))


class ApproveForm(Form):
    """Signing for an estimate."""

    reason = TextAreaField(
        _l("Why a return may rest on it"),
        validators=[DataRequired(_l("Give the reason.")), Length(max=500)],
    )


class RollOutForm(Form):
    """A roll-out to be drawn."""

    subject = SelectField(_l("Training"))
    kpi = SelectField(_l("KPI"), description=_l("The one that the roll-out is judged by, chosen before it begins."))
    unit = SelectField(_l("For whom"), coerce=int)
    families = SelectMultipleField(
        _l("Job families"), validators=[DataRequired(_l("Choose at least one."))],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    assigned = SelectField(lazy_pgettext("roll-out", "What is drawn"))
    waves = IntegerField(
        _l("Number of waves"),
        validators=[InputRequired(_l("Give a number from 2 to 12.")), NumberRange(2, 12, _l("Give a number from 2 to 12."))],
    )  # fmt: skip
    apart = IntegerField(
        _l("Months between waves"),
        validators=[InputRequired(_l("Give a number from 1 to 12.")), NumberRange(1, 12, _l("Give a number from 1 to 12."))],
    )  # fmt: skip
    first = SelectField(_l("First month"))
    strata = SelectMultipleField(
        _l("Alike in every wave"), description=_l("Each wave then gets the same share of every kind."),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip


class WithdrawForm(Form):
    """Withdrawing a roll-out."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(_l("Give the reason.")), Length(max=500)])
