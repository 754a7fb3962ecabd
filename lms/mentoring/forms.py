"""The shapes of input in mentoring."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.core.forms import Form

LENGTH = 4000
_AT_MOST = Length(max=LENGTH, message=_l("At most 4,000 characters."))


class EntryForm(Form):
    """Today's page of the growth log."""

    day = HiddenField()
    cases = TextAreaField(
        _l("Today's cases"),
        validators=[InputRequired(_l("Write what you worked on today.")), _AT_MOST],
        description=_l("What was wrong, what did you do, how did it end?"),
    )
    work_orders = StringField(
        _l("Work orders"),
        validators=[Length(max=200, message=_l("At most 200 characters."))],
        description=_l("Their numbers, where there are any."),
    )
    ideas = TextAreaField(
        _l("Improvement ideas"),
        validators=[_AT_MOST],
        description=_l("What could be done better, faster or safer?"),
    )
    learned = TextAreaField(
        _l("What I learned"),
        validators=[InputRequired(_l("Write what you learned today.")), _AT_MOST],
        description=_l("One thing you will do differently from now on."),
    )


class ReplyForm(Form):
    """A mentor's answer to an entry."""

    text = TextAreaField(_l("Your reply"), validators=[InputRequired(_l("Write your reply first.")), _AT_MOST])


class RatingForm(Form):
    """What a rating rests on; the dimensions stand beside the form."""

    comment = TextAreaField(
        _l("What the rating rests on"),
        validators=[InputRequired(_l("Say in a sentence or two what the rating rests on.")), _AT_MOST],
        description=_l("The learner reads it, and it stands in the result of the programme."),
    )


class AppointmentForm(Form):
    """Who becomes a mentor, as what, and why."""

    kind = SelectField(_l("As"))
    mentor = SelectField(_l("Mentor"), coerce=int)
    reason = TextAreaField(_l("Reason"), validators=[Length(max=500, message=_l("At most 500 characters."))])
    handover = TextAreaField(
        _l("Hand-over note"),
        validators=[_AT_MOST],
        description=_l("Where the learner stands, what comes next, what to mind. The new mentor reads it."),
    )


class CoverForm(Form):
    """Somebody stands in for a mentor."""

    mentor = SelectField(_l("Stands in"), coerce=int)
    from_day = DateField(
        lazy_pgettext("term", "First day"), validators=[InputRequired(_l("Write the day as 2026-03-02."))]
    )
    until_day = DateField(
        lazy_pgettext("term", "Last day"), validators=[InputRequired(_l("Write the day as 2026-03-02."))]
    )
    reason = TextAreaField(
        _l("Why the mentor is away"),
        validators=[
            InputRequired(_l("Say why the mentor is away.")),
            Length(max=300, message=_l("At most 300 characters.")),
        ],
    )


class HandoverForm(Form):
    """What a mentor tells whoever comes after."""

    text = TextAreaField(_l("Hand-over note"), validators=[_AT_MOST])
