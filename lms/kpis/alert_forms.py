"""The shapes of input about alerts and their rules."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.core.bilingual import Bilingual
from lms.core.forms import Form, options
from lms.kpis.actions.alert_rules import RuleText
from lms.kpis.alert_labels import COLOURS, KIND_NAMES, LEVEL_NAMES, MEASURE_NAMES, PERIOD_NAMES, SIDE_NAMES
from lms.kpis.models import AlertRuleVersion

_NEEDED = _l("This is needed.")
_AT_MOST = Length(max=2000, message=_l("At most 2,000 characters."))


class NoteForm(Form):
    """A sentence about an alert."""

    note = TextAreaField(_l("What you found, or what you do about it"), validators=[_AT_MOST])


class HandOverForm(Form):
    """Whose business it becomes."""

    owner = SelectField(_l("Hand over to"), coerce=int)
    reason = TextAreaField(_l("A word to go with it"), validators=[_AT_MOST])


class RuleForm(Form):
    """What a rule says."""

    name_zh = StringField(_l("Chinese name"), validators=[DataRequired(_NEEDED), Length(max=120)])
    name_en = StringField(_l("English name"), validators=[DataRequired(_NEEDED), Length(max=120)])
    advice_zh = TextAreaField(_l("Chinese advice"), validators=[Length(max=600)])
    advice_en = TextAreaField(
        _l("English advice"), validators=[Length(max=600)], description=_l("What whoever gets the alert should look at first.")
    )  # fmt: skip
    kpi_id = SelectField(_l("KPI"), coerce=int)
    level = SelectField(_l("Whose figures"), choices=options(LEVEL_NAMES.items()))
    kind = RadioField(_l("Looks for"), choices=options(KIND_NAMES.items()), default="threshold")
    period = SelectField(_l("How often"), choices=options(PERIOD_NAMES.items()), default="month")
    measure = SelectField(_l("What is compared"), choices=options(MEASURE_NAMES.items()))
    side = SelectField(_l("Worse side"), choices=options(SIDE_NAMES.items()))
    bound = FloatField(_l("Limit"), validators=[Optional()], description=_l("For a limit only."))
    periods = IntegerField(
        _l("So many in a row"), default=1, validators=[InputRequired(_NEEDED), NumberRange(1, 60)],
        description=_l("Days or months beyond the limit; for a trend, steps the worse way."),
    )  # fmt: skip
    certain = BooleanField(
        _l("Only when it is certain"),
        description=_l("The whole 95 % interval must lie beyond the limit, so that few orders raise no alarm."),
    )
    colour = SelectField(_l("Colour"), choices=options(COLOURS.items()))
    worse_after = IntegerField(
        _l("Graver after so many in a row"), validators=[Optional(), NumberRange(2, 60)],
        description=_l("Leave empty if it stays what it is."),
    )  # fmt: skip
    worse_colour = SelectField(_l("Then"), choices=options([("", _l("No graver colour")), *COLOURS.items()]))
    margin = FloatField(
        _l("Margin"), default=0, validators=[InputRequired(_NEEDED)],
        description=_l("How far within the limit the figure must be before it counts as better, so that the alert does not flap."),
    )  # fmt: skip
    clear_after = IntegerField(
        _l("Cleared after so many better periods"), default=1, validators=[InputRequired(_NEEDED), NumberRange(0, 60)],
        description=_l("0: only a person closes it."),
    )  # fmt: skip
    least_sample = IntegerField(
        _l("Least number of orders"), validators=[Optional(), NumberRange(1, 100_000)],
        description=_l("Days or months with fewer are passed over. Empty: as the KPI's definition says."),
    )  # fmt: skip
    escalate_after_days = IntegerField(
        _l("Tell the managers after days"), validators=[Optional(), NumberRange(1, 365)],
        description=_l("If nobody has acknowledged it by then. Empty: never."),
    )  # fmt: skip

    def text(self) -> RuleText:
        """What the form says, as the actions take it."""
        return RuleText(
            name=Bilingual(self.name_zh.data or "", self.name_en.data or ""),
            advice=Bilingual(self.advice_zh.data or "", self.advice_en.data or ""),
            kpi_id=self.kpi_id.data, level=self.level.data, kind=self.kind.data, period=self.period.data,
            measure=self.measure.data, side=self.side.data, colour=self.colour.data, periods=self.periods.data or 1,
            bound=self.bound.data if self.kind.data == "threshold" else None,
            worse_after=self.worse_after.data, worse_colour=self.worse_colour.data or None,
            margin=self.margin.data or 0, clear_after=self.clear_after.data or 0, least_sample=self.least_sample.data,
            certain=bool(self.certain.data), escalate_after_days=self.escalate_after_days.data,
        )  # fmt: skip

    @staticmethod
    def values_of(version: AlertRuleVersion) -> dict[str, Any]:
        """What a form begins with for a rule that is there."""
        names = ("kpi_id", "level", "kind", "period", "measure", "side", "bound", "periods", "certain", "colour",
                 "worse_after", "margin", "clear_after", "least_sample", "escalate_after_days")  # fmt: skip
        return {
            "name_zh": version.name.zh, "name_en": version.name.en, "advice_zh": version.advice.zh,
            "advice_en": version.advice.en, "worse_colour": version.worse_colour or "",
            **{name: getattr(version, name) for name in names},
        }  # fmt: skip


class NewRuleForm(RuleForm):
    """A rule that is added needs its code, which stays."""

    code = StringField(
        _l("Code"),
        validators=[
            DataRequired(_NEEDED), Length(min=2, max=60),
            Regexp(r"^[a-z0-9][a-z0-9-]*[a-z0-9]$", message=_l("Small letters, digits and dashes only.")),
        ],
        description=_l("Part of the rule's address. It cannot be changed later."),
    )  # fmt: skip
