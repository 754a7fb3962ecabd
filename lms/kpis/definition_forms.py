"""The shape of a KPI's definition."""

from __future__ import annotations

import hashlib
import json

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField, IntegerField, MonthField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.core.bilingual import Bilingual
from lms.core.forms import Form
from lms.kpis.actions.definitions import Wording
from lms.kpis.forms import first_days
from lms.kpis.models import KpiVersion


class DefinitionForm(Form):
    """What a version of a KPI says. `tried` holds the print of what was tried last."""

    zh = StringField(_l("KPI name in Chinese"), validators=[DataRequired(_l("Give it a name.")), Length(max=60)])
    en = StringField(_l("KPI name in English"), validators=[DataRequired(_l("Give it a name.")), Length(max=60)])
    meaning_zh = TextAreaField(_l("Meaning in Chinese"), validators=[DataRequired(_l("Say what it measures.")), Length(max=500)])  # fmt: skip
    meaning_en = TextAreaField(_l("Meaning in English"), validators=[DataRequired(_l("Say what it measures.")), Length(max=500)])  # fmt: skip
    kind = SelectField(_l("Kind of figure"))
    numerator = TextAreaField(
        _l("Numerator"),
        validators=[DataRequired(_l("Write an expression.")), Length(max=500)],
        description=_l("What is counted or measured, such as: first_time_fix, or: hours(opened_at, resolved_at)"),
    )
    denominator = TextAreaField(
        _l("Denominator"),
        validators=[Length(max=500)],
        description=_l("Which orders count, such as: kind == 'repair'. Empty: all of them. For a rate: what is divided by."),
    )  # fmt: skip
    exclusions = TextAreaField(
        _l("Exclusions"),
        validators=[Length(max=500)],
        description=_l("Orders that do not count although the denominator says so. May stay empty."),
    )
    window_days = IntegerField(
        _l("Window in days"),
        validators=[Optional(), NumberRange(1, 365, _l("Enter 1 to 365 days."))],
        description=_l("What the word window in the expressions stands for. May stay empty."),
    )
    unit = SelectField(_l("Unit of measure"))
    digits = IntegerField(_l("Decimals"), validators=[InputRequired(_l("Enter 0 to 3.")), NumberRange(0, 3, _l("Enter 0 to 3."))])  # fmt: skip
    direction = SelectField(_l("Which way is better"))
    least_sample = IntegerField(
        _l("Least sample"),
        validators=[InputRequired(_l("Enter a number.")), NumberRange(1, 10_000, _l("Enter 1 to 10,000."))],
        description=_l("With fewer orders the figure is greyed and called too few."),
    )
    money_per_unit = FloatField(
        _l("Money value of one unit, in yuan"),
        validators=[Optional()],
        description=_l("For the return on investment; may stay empty."),
    )
    money_zh = StringField(_l("Source of the money value, in Chinese"), validators=[Length(max=200)])
    money_en = StringField(_l("Source of the money value, in English"), validators=[Length(max=200)])
    money_confidence = FloatField(
        _l("Confidence in the money value, in per cent"),
        validators=[Optional(), NumberRange(0, 100, _l("Enter 0 to 100."))],
    )
    from_month = MonthField(_l("From the month"), validators=[DataRequired(_l("Choose a month.")), first_days])
    tried = HiddenField()

    def wording(self) -> Wording:
        """What was entered."""
        confidence = self.money_confidence.data
        return Wording(
            name=Bilingual(self.zh.data or "", self.en.data or ""),
            meaning=Bilingual(self.meaning_zh.data or "", self.meaning_en.data or ""),
            kind=self.kind.data,
            numerator=self.numerator.data or "",
            denominator=self.denominator.data or ("true" if self.kind.data != "rate" else ""),
            exclusions=self.exclusions.data or "",
            window_days=self.window_days.data,
            unit=self.unit.data,
            digits=self.digits.data or 0,
            direction=self.direction.data,
            least_sample=self.least_sample.data or 1,
            money_per_unit=self.money_per_unit.data,
            money_source=Bilingual(self.money_zh.data or "", self.money_en.data or ""),
            money_confidence=None if confidence is None else confidence / 100,
        )

    def print_of_expressions(self) -> str:
        """What a trial depends on, in short: saving asks that it was tried as it stands."""
        said = [self.kind.data, self.numerator.data, self.denominator.data, self.exclusions.data, self.window_days.data, self.unit.data]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def fill(self, version: KpiVersion) -> None:
        """Begin with what a version says."""
        self.zh.data, self.en.data = version.name.zh, version.name.en
        self.meaning_zh.data, self.meaning_en.data = version.meaning.zh, version.meaning.en
        self.money_zh.data, self.money_en.data = version.money_source.zh, version.money_source.en
        if version.money_confidence is not None:
            self.money_confidence.data = version.money_confidence * 100
        for name in (
            "kind", "numerator", "denominator", "exclusions", "window_days", "unit", "digits", "direction", "least_sample",
            "money_per_unit",
        ):  # fmt: skip
            self[name].data = getattr(version, name)


class NewDefinitionForm(DefinitionForm):
    """A new KPI has a code, too."""

    code = StringField(
        _l("Code"),
        validators=[
            DataRequired(_l("Give it a code.")),
            Regexp(r"[a-z][a-z0-9_]{1,39}\Z", message=_l("2 to 40 small letters, digits and underscores, a letter first.")),
        ],
        description=_l("Its name for programs, such as cost_per_visit. It cannot be changed later."),
    )  # fmt: skip
