"""The shapes of cost entries, hourly rates and imports."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.core.forms import Form
from lms.evaluation.case_content import typed

CURRENCY = Regexp(r"[A-Z]{3}\Z", message=_l("Three capital letters, such as CNY."))


class MoneyField(DecimalField):
    """An amount as people type it, with thousands parted or in full width, and a finite one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed."""
        super().process_formdata([typed(one) or "" for one in valuelist])
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(_("Enter an amount such as 1200.50."))


class CostForm(Form):
    """One cost."""

    subject = SelectField(_l("What for"))
    plan = StringField(
        _l("Code of the plan"),
        validators=[Length(max=60)],
        description=_l("Only where it belongs to no course and no programme."),
    )
    unit = SelectField(_l("Unit that bears it"), coerce=int)
    category = SelectField(_l("Kind of cost"))
    stage = SelectField(_l("Planned or actual"))
    amount = MoneyField(
        _l("Amount"),
        places=2,
        validators=[InputRequired(_l("Give an amount; 0 where nothing was spent."))],
        description=_l("0 says that nothing was spent. Empty would mean that nobody knows."),
    )
    currency = StringField(_l("Currency"), default="CNY", validators=[DataRequired(_l("Name a currency.")), CURRENCY])
    from_day = DateField(_l("From day"), validators=[InputRequired(_l("Give a day."))])
    until_day = DateField(_l("Until"), validators=[Optional()], description=_l("May stay empty."))
    name = StringField(_l("What exactly"), validators=[Length(max=200)])
    source = StringField(_l("Source"), validators=[DataRequired(_l("Name the source.")), Length(max=200)])
    document = StringField(
        _l("Document"), validators=[Length(max=200)], description=_l("Number of the invoice or the claim.")
    )
    spread_over = IntegerField(
        _l("Serves altogether"),
        validators=[Optional(), NumberRange(1, 10_000_000)],
        description=_l("Learners or months over its whole life, where it serves more than this training."),
    )
    spread_used = IntegerField(_l("Of them here"), validators=[Optional(), NumberRange(0, 10_000_000)])


class RateForm(Form):
    """What an hour costs from a day on."""

    post = SelectField(_l("Post"), coerce=int)
    grade = StringField(_l("Grade"), validators=[Length(max=20)], description=_l("Empty: every grade."))
    amount = MoneyField(
        _l("An hour with everything on top"),
        places=2,
        validators=[InputRequired(_l("Give an amount.")), NumberRange(0, 1_000_000)],
    )
    currency = StringField(_l("Currency"), default="CNY", validators=[DataRequired(_l("Name a currency.")), CURRENCY])
    from_day = DateField(_l("From day"), validators=[InputRequired(_l("Give a day."))])
    source = StringField(_l("Source"), validators=[DataRequired(_l("Name the source.")), Length(max=200)])


class CostUploadForm(Form):
    """A workbook of costs."""

    file = FileField(
        _l("Workbook of costs"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("An .xlsx workbook or a .csv file with the headings of the template. Nothing is loaded before you have seen what it does."),
    )  # fmt: skip
