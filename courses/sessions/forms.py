"""The shapes of what is entered about sessions and rooms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from courses.sessions.labels import KIND_NAMES, LANGUAGE_NAMES
from courses.sessions.rules.planning import MOST_SEATS
from lms.core.forms import Form, options
from lms.people.labels import PRODUCT_NAMES

_NEEDED = _l("This is needed.")
_SEATS = NumberRange(1, MOST_SEATS, _l("Between 1 and 2000."))


class DayForm(Form):
    """One day of a session. Without a date it is left out."""

    class Meta(Form.Meta):
        csrf = False

    id = HiddenField()
    day = DateField(_l("Date"), validators=[Optional()])
    starts = TimeField(_l("Begins"), validators=[Optional()])
    ends = TimeField(_l("Ends"), validators=[Optional()])
    room_id = SelectField(_l("Room"), coerce=int)


class SessionForm(Form):
    """A session as it is planned or changed."""

    unit_id = SelectField(_l("Organised by"), coerce=int)
    title_zh = StringField(
        _l("Chinese title"), validators=[Length(max=120)], description=_l("Left empty, it is called like the course.")
    )
    title_en = StringField(_l("English title"), validators=[Length(max=120)])
    kind = SelectField(_l("Way of teaching"), choices=options(KIND_NAMES.items()))
    language = SelectField(_l("Language"), choices=options(LANGUAGE_NAMES.items()))
    product_line = SelectField(
        _l("Product line"), choices=options([("", _l("All product lines")), *PRODUCT_NAMES.items()])
    )
    seats = IntegerField(_l("Seats"), validators=[InputRequired(_NEEDED), _SEATS], default=16)
    days = FieldList(FormField(DayForm), min_entries=1, max_entries=30)
    zone = StringField(
        _l("Time zone"),
        validators=[Length(max=60)],
        description=_l("Left empty: the room's, else the organisation's. Otherwise a name like Europe/Berlin."),
    )
    link = StringField(_l("Link"), validators=[Length(max=500)], description=_l("For whoever takes part online."))
    lead_id = SelectField(_l("Leads"), coerce=int)
    co_ids = SelectMultipleField(_l("Assisting"), coerce=int)
    apply_until = DateField(
        _l("Sign up until"),
        validators=[Optional()],
        description=_l("To the end of that day. Left empty: until it begins."),
    )
    needs_approval = BooleanField(_l("The supervisor approves each sign-up"))
    invited_only = BooleanField(_l("By invitation: people do not sign up themselves"))
    reminders = StringField(
        _l("Reminders (days before)"),
        validators=[Optional(), Regexp(r"^\s*\d{1,2}(\s*[,，、]\s*\d{1,2}){0,4}\s*$", message=_l("Numbers with commas, for example 2, 1."))],
        default="2, 1",
    )  # fmt: skip
    note = TextAreaField(
        _l("Note"), validators=[Length(max=2000)], description=_l("What people should bring or know; they see it.")
    )
    accept = BooleanField(_l("I know; save it all the same"))


class PlanForm(SessionForm):
    """A new session says of which course."""

    course_code = SelectField(_l("Course"))


class ChangeForm(SessionForm):
    """A change says why."""

    reason = StringField(_l("Why it changes"), validators=[Length(max=300)])


class CopyForm(Form):
    """A series: the same again, week after week."""

    weeks = IntegerField(_l("Every so many weeks"), validators=[InputRequired(_NEEDED), NumberRange(1, 26, _l("Between 1 and 26."))], default=1)  # fmt: skip
    times = IntegerField(_l("How many more times"), validators=[InputRequired(_NEEDED), NumberRange(1, 52, _l("Between 1 and 52."))], default=4)  # fmt: skip
    skip = BooleanField(_l("Leave out days on which nobody works"), default=True)


class ReasonForm(Form):
    """A reason."""

    reason = StringField(_l("Reason"), validators=[DataRequired(_l("Say in a few words why.")), Length(max=300)])


class PeopleForm(Form):
    """Whom to sign up: a unit, an intake, a list of numbers, or several of these."""

    unit_id = SelectField(_l("Everybody in a unit"), coerce=int)
    intake_id = SelectField(_l("Everybody in an intake"), coerce=int)
    numbers = TextAreaField(
        _l("Employee numbers"),
        validators=[Length(max=20_000)],
        description=_l("One a line, or with commas or blanks between them."),
    )


class MaterialForm(Form):
    """A file or a link for those who take part."""

    name = StringField(_l("Name of the file or link"), validators=[DataRequired(_NEEDED), Length(max=200)])
    url = StringField(_l("Link"), validators=[Length(max=500)])


class RoomForm(Form):
    """A room."""

    code = StringField(
        _l("Code"),
        validators=[DataRequired(_NEEDED), Length(max=40), Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", message=_l("Letters, digits, dot and dash only."))],
    )  # fmt: skip
    name_zh = StringField(_l("Chinese name"), validators=[DataRequired(_NEEDED), Length(max=120)])
    name_en = StringField(_l("English name"), validators=[DataRequired(_NEEDED), Length(max=120)])
    site_zh = StringField(_l("Site in Chinese"), validators=[Length(max=200)])
    site_en = StringField(_l("Site in English"), validators=[Length(max=200)])
    equipment_zh = StringField(_l("Equipment in Chinese"), validators=[Length(max=300)])
    equipment_en = StringField(_l("Equipment in English"), validators=[Length(max=300)])
    seats = IntegerField(_l("Seats"), validators=[InputRequired(_NEEDED), _SEATS])
    zone = StringField(
        _l("Time zone"),
        validators=[Length(max=60)],
        description=_l("Left empty: the organisation's. Otherwise a name like Europe/Berlin."),
    )
