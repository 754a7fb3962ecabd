"""The shapes of input about people and accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from lms.core.forms import Form


class SignInForm(Form):
    """User name and password."""

    username = StringField(
        _l("User name or employee number"),
        validators=[DataRequired(_l("Enter your user name.")), Length(max=80)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        validators=[DataRequired(_l("Choose a password.")), Length(max=200)],
        description=_l("At least 10 characters. A short sentence that only you would say is best."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password again"),
        validators=[
            DataRequired(_l("Enter the new password once more.")),
            EqualTo("password", _l("The two passwords are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password first: a phone left unlocked must not be enough."""

    present = PasswordField(
        _l("Present password"),
        validators=[DataRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )


class RosterUploadForm(Form):
    """The roster file."""

    file = FileField(
        _l("Roster file"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "An .xlsx workbook or a .csv file. The first row holds the column headings; nothing is loaded before you have seen what it does."
        ),
    )


class LeavingForm(Form):
    """When and why somebody leaves."""

    last_day = DateField(_l("Last day"), validators=[DataRequired(_l("Enter the last day."))])
    reason = TextAreaField(_l("Reason"), validators=[DataRequired(_l("Enter the reason.")), Length(max=500)])


class ErasureForm(Form):
    """That somebody's data go for good: the number typed as a sign that this one is meant, and why."""

    number = StringField(
        _l("Employee number, as a sign that this person is meant"),
        validators=[DataRequired(_l("Type the employee number."))],
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Enter the reason.")), Length(max=500)],
        description=_l("Stays in the audit trail, so write no personal data in it."),
    )


class RoleForm(Form):
    """A role and where it holds."""

    role = SelectField(_l("Role"))
    unit = SelectField(_l("For"), coerce=int)


_CODE = Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", message=_l("Letters, digits, dot and dash, at most 40."))


class UnitForm(Form):
    """A unit of the organisation."""

    code = StringField(_l("Code"), validators=[DataRequired(_l("Enter a code.")), _CODE])
    zh = StringField(_l("Name in Chinese"), validators=[DataRequired(_l("Enter the name.")), Length(max=100)])
    en = StringField(_l("Name in English"), validators=[Length(max=100)])
    city_zh = StringField(_l("City in Chinese"), validators=[Length(max=50)])
    city_en = StringField(_l("City in English"), validators=[Length(max=50)])
    parent = SelectField(_l("Belongs to"), coerce=int)


class PostForm(Form):
    """A post that people hold."""

    code = StringField(_l("Code"), validators=[DataRequired(_l("Enter a code.")), _CODE])
    zh = StringField(_l("Name in Chinese"), validators=[DataRequired(_l("Enter the name.")), Length(max=100)])
    en = StringField(_l("Name in English"), validators=[Length(max=100)])
    family = SelectField(_l("Job family"))
