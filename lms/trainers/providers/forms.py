"""Forms of providers and of courses bought."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from lms.core.forms import Form, options
from lms.trainers.providers.labels import BASIS_NAMES, FORM_NAMES


class ProfileForm(Form):
    """Who a provider is."""

    name = StringField(lazy_pgettext("provider", "Name"), validators=[InputRequired(), Length(max=200)])
    fields = StringField(_l("What they teach"), validators=[Length(max=300)])
    website = StringField(_l("Website"), validators=[Length(max=300)])
    profile = TextAreaField(lazy_pgettext("provider", "Profile"), validators=[InputRequired(), Length(max=5000)])


class ProviderForm(ProfileForm):
    """A new one, with the code that it keeps."""

    code = StringField(_l("Code"), validators=[InputRequired(), Length(max=40), Regexp(r"^[a-z0-9-]+$", message=_l("Small letters, digits and hyphens."))])  # fmt: skip


class PersonForm(Form):
    """A contact or a trainer of theirs."""

    kind = SelectField(
        lazy_pgettext("provider", "Kind"), choices=options([("contact", _l("Contact")), ("trainer", _l("Trainer"))])
    )
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=120)])
    about = StringField(_l("Task or qualification"), validators=[InputRequired(), Length(max=300)])
    phone = StringField(_l("Telephone"), validators=[Length(max=60)])
    email = StringField(_l("E-mail"), validators=[Length(max=200)])


class ContractForm(Form):
    """A contract with its dates and its file."""

    number = StringField(lazy_pgettext("contract", "Number"), validators=[InputRequired(), Length(max=60)])
    subject = StringField(lazy_pgettext("contract", "Subject"), validators=[InputRequired(), Length(max=200)])
    from_day = DateField(_l("From, first day"), validators=[InputRequired()])
    until_day = DateField(_l("Until, last day"), validators=[InputRequired()])
    file = FileField(_l("File"))


class PriceForm(Form):
    """What they ask."""

    what = StringField(lazy_pgettext("money", "What for"), validators=[InputRequired(), Length(max=200)])
    form = SelectField(lazy_pgettext("teaching", "Form"), choices=options(FORM_NAMES.items()))
    basis = SelectField(_l("For"), choices=options(BASIS_NAMES.items()))
    amount = DecimalField(_l("Amount"), places=None, validators=[InputRequired(), NumberRange(min=0)])
    currency = StringField(_l("Currency"), validators=[InputRequired(), Length(3, 3)], default="CNY")
    from_day = DateField(_l("Holds from"), validators=[InputRequired()])


class BuyForm(Form):
    """A course bought."""

    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=200)])
    form = SelectField(lazy_pgettext("teaching", "Form"), choices=options(FORM_NAMES.items()))
    course = SelectField(_l("Stands for our course"), validators=[Optional()])
    from_day = DateField(_l("From, first day"), validators=[InputRequired()])
    until_day = DateField(_l("Until, last day"), validators=[InputRequired()])
    amount = DecimalField(_l("Cost for all"), places=None, validators=[InputRequired(), NumberRange(min=0)])
    currency = StringField(_l("Currency"), validators=[InputRequired(), Length(3, 3)], default="CNY")
    share_days = IntegerField(_l("To be shared inside within days"), validators=[Optional(), NumberRange(1, 366)])
    people = SelectMultipleField(_l("Who goes"), coerce=int)


class PeopleForm(Form):
    """More who go."""

    people = SelectMultipleField(_l("Who goes"), coerce=int)


class ResultFileForm(Form):
    """A file of results."""

    file = FileField(
        _l("File of results"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("An .xlsx workbook or a .csv file. Nothing is entered before you have seen what it does."),
    )


class ResultForm(Form):
    """What came of it for one."""

    level = SelectField(lazy_pgettext("evaluation", "Level"), coerce=int)
    value = DecimalField(_l("Result, 0 to 100"), places=None, validators=[InputRequired(), NumberRange(0, 100)])
    before = DecimalField(_l("Test before, 0 to 100"), places=None, validators=[Optional(), NumberRange(0, 100)])
    passed = SelectField(
        _l("Passed"),
        choices=options([("", _l("Not said")), ("yes", _l("Yes")), ("no", _l("No"))]),
        validate_choice=False,
    )
    on_day = DateField(_l("Date"), validators=[Optional()])
