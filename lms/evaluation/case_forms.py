"""The shape of an ROI case: the same for the forecast before the training and for the result after it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.core.forms import Form
from lms.evaluation.returns_labels import CATEGORY_NAMES
from lms.evaluation.returns_words import unit_code
from lms.evaluation.rules.returns.benefit_reading import POINTS
from lms.evaluation.rules.returns.case import CATEGORIES


class OpenCaseForm(Form):
    """What a case is about."""

    subject = SelectField(_l("What for"))
    unit = SelectField(_l("For whom"), coerce=int)
    zh = StringField(_l("Title in Chinese"), validators=[DataRequired(_l("Give it a title.")), Length(max=120)])
    en = StringField(_l("Title in English"), validators=[DataRequired(_l("Give it a title.")), Length(max=120)])


class BenefitPart(Part):
    """One effect and its money."""

    name_zh = StringField(
        _l("What got better, in Chinese"),
        validators=[Length(max=200)],
        description=_l("One language is enough; a reader of the other then gets this one."),
    )
    name_en = StringField(_l("What got better, in English"), validators=[Length(max=200)])
    overlap = StringField(
        _l("Describes the same money as"),
        validators=[Length(max=60)],
        description=_l("Benefits with the same word here are counted once, the most conservative."),
    )
    isolation = SelectField(_l("How the training's part was told apart"))
    source_zh = StringField(_l("Source of the effect, in Chinese"), validators=[Length(max=200)])
    source_en = StringField(_l("Source of the effect, in English"), validators=[Length(max=200)])
    effect = StringField(_l("Effect a person and month"), validators=[Length(max=40)])
    low = StringField(_l("Its lower limit of 95 %"), validators=[Length(max=40)])
    high = StringField(_l("Its upper limit of 95 %"), validators=[Length(max=40)])
    unit_zh = StringField(_l("Its unit, in Chinese"), validators=[Length(max=40)])
    unit_en = StringField(_l("Its unit, in English"), validators=[Length(max=40)])
    direction = SelectField(_l("Better when"))
    per_unit_month = StringField(
        _l("Units of money in one unit of the effect"),
        validators=[Length(max=40)],
        description=_l(
            "For a share in points at 30 orders a person and month: 0.30. Where the money is for one unit of the effect: 1."
        ),
    )
    hours = StringField(
        _l("Hours saved in the year, by everybody together"),
        validators=[Length(max=40)],
        description=_l("The money for one unit below is then the rate of an hour."),
    )
    amount = StringField(
        _l("Money of one year, as it is"),
        validators=[Length(max=40)],
        description=_l("Where the benefit is known as money already; nothing is multiplied."),
    )
    estimates = TextAreaField(
        _l("Or people's estimates"),
        validators=[Length(max=20_000)],
        description=_l(
            "One a line: who; improvement; per cent due to the training; per cent sure; and, to leave it out, the reason."
        ),
    )
    confidence = StringField(
        _l("How sure people are of it, in %"),
        validators=[Length(max=10)],
        description=_l("Needed where people judged the training's part; the effect is multiplied by it."),
    )
    money_value = StringField(_l("Money for one unit"), validators=[Length(max=40)])
    money_low = StringField(_l("At the least"), validators=[Length(max=40)])
    money_high = StringField(_l("At the most"), validators=[Length(max=40)])
    money_method = SelectField(_l("How it became money"))
    money_confidence = StringField(
        _l("Confidence in %"),
        validators=[Length(max=10)],
        description=_l("Needed where the value is somebody's opinion."),
    )
    money_source_zh = StringField(_l("Source of the money value, in Chinese"), validators=[Length(max=200)])
    money_source_en = StringField(_l("Source of the money value, in English"), validators=[Length(max=200)])

    def validate_per_unit_month(self, field: StringField) -> None:
        """An effect needs its bridge to the money; nobody's silence is read as 1. The rules ask it of a share themselves."""
        told_otherwise = self.hours.data or self.amount.data or (self.estimates.data or "").strip()
        if field.data or told_otherwise or not self.effect.data:
            return
        unit = unit_code(self.unit_zh.data, self.unit_en.data)
        if not (isinstance(unit, str) and unit.lower() in POINTS):
            raise ValidationError(
                _("Say how many units of money are in one unit of the effect; 1 where it is the same unit.")
            )

    def validate_hours(self, field: StringField) -> None:
        """Hours stand in the place of the effect."""
        if field.data and (self.effect.data or self.amount.data or (self.estimates.data or "").strip()):
            raise ValidationError(_("Say it in one way only: an effect, hours, an amount or people's estimates."))


class CostPart(Part):
    """What one kind of cost came to."""

    amount = StringField(_l("Amount"), validators=[Length(max=40)])
    low = StringField(_l("At the least"), validators=[Length(max=40)])
    high = StringField(_l("At the most"), validators=[Length(max=40)])
    over = StringField(_l("Serves in all"), validators=[Length(max=40)])
    used = StringField(_l("Of them here"), validators=[Length(max=40)])
    source_zh = StringField(_l("Source, in Chinese"), validators=[Length(max=200)])
    source_en = StringField(_l("Source, in English"), validators=[Length(max=200)])


class IntangiblePart(Part):
    """Something that was gained and is not turned into money."""

    name_zh = StringField(_l("What was gained, in Chinese"), validators=[Length(max=200)])
    name_en = StringField(_l("What was gained, in English"), validators=[Length(max=200)])
    evidence_zh = StringField(_l("What shows it, in Chinese"), validators=[Length(max=1000)])
    evidence_en = StringField(_l("What shows it, in English"), validators=[Length(max=1000)])


class CostsPart(Part):
    """All kinds of cost."""


for _category in CATEGORIES:
    setattr(CostsPart, _category, FormField(CostPart, label=CATEGORY_NAMES[_category]))


class CaseForm(Form):
    """All figures of a case."""

    stage = SelectField(_l("Forecast or result"))
    currency = StringField(_l("Currency"), validators=[Length(max=40)])
    people = StringField(_l("People trained"), validators=[Length(max=20)])
    months = StringField(_l("Months of benefits"), validators=[Length(max=10)], description=_l("More than 12 need a reason and somebody else's signature."))  # fmt: skip
    override_reason = StringField(_l("Why more than the first year"), validators=[Length(max=500)])
    target = StringField(_l("ROI wanted in %"), validators=[Length(max=20)])
    solution = SelectField(_l("Kind of solution"))
    level1 = TextAreaField(_l("Note"), validators=[Length(max=2000)])
    level2 = TextAreaField(_l("Note"), validators=[Length(max=2000)])
    level3 = TextAreaField(_l("Note"), validators=[Length(max=2000)])
    level4 = TextAreaField(_l("Note"), validators=[Length(max=2000)])
    benefits = FieldList(FormField(BenefitPart), min_entries=1, max_entries=12)
    costs = FormField(CostsPart)
    intangibles = FieldList(FormField(IntangiblePart), min_entries=1, max_entries=12)


class SignForm(Form):
    """Signing for more than the first year."""

    reason = StringField(_l("Reason"), validators=[DataRequired(_l("Give the reason.")), Length(max=500)])


class ToldForm(Form):
    """Who was told, and when."""

    who = StringField(_l("Who was told"), validators=[DataRequired(_l("Say who.")), Length(max=200)])
    told_on = DateField(_l("On"), validators=[InputRequired(_l("Give a day."))])
