"""What is filled in for a sign-off, a revocation and a practical examination. Verdicts and ratings are read beside the
form, since their names depend on the task."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from lms.core.forms import Form

COMMENT_LENGTH = 2000
_TOKEN = [InputRequired(_l("Reload the page and try again.")), Length(min=8, max=40)]
_DAY = [InputRequired(_l("Enter the day, for example 2026-03-02."))]


class SignOffForm(Form):
    """How, when and on which work order a task was performed, and what the mentor says to it."""

    form_token = HiddenField(validators=_TOKEN)
    mode = HiddenField(_l("How the work was done"))
    performed_on = DateField(_l("Day of the work"), validators=_DAY)
    work_order = StringField(_l("Work order number"), validators=[Length(max=60, message=_l("At most 60 characters."))])
    comment = TextAreaField(
        _l("Comment"),
        validators=[Length(max=COMMENT_LENGTH, message=_l("At most 2,000 characters."))],
        description=_l(
            "Required when you return it or a step is not met: what to improve. Optional when it passed: one sentence on what"
            " went well stays with the learner. The learner reads it."
        ),
    )


class CountersignForm(Form):
    """What the second person says to a sign-off."""

    form_token = HiddenField(validators=_TOKEN)
    comment = TextAreaField(
        _l("Comment"),
        validators=[Length(max=COMMENT_LENGTH, message=_l("At most 2,000 characters."))],
        description=_l("Required when you send it back: what is wrong or missing. The learner and the first signer read it."),
    )  # fmt: skip


class RevocationForm(Form):
    """Why a sign-off is taken back."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Say why, so that everybody can understand it later.")),
            Length(max=COMMENT_LENGTH, message=_l("At most 2,000 characters.")),
        ],
        description=_l("The learner reads it. Both the sign-off and your reason stay on record."),
    )


class PracticalExamForm(Form):
    """When an examination was held and what the assessor says to it."""

    form_token = HiddenField(validators=_TOKEN)
    held_on = DateField(_l("Day of the examination"), validators=_DAY)
    comment = TextAreaField(
        _l("Comment"),
        validators=[Length(max=COMMENT_LENGTH, message=_l("At most 2,000 characters."))],
        description=_l("What was strong, what to practise. Needed when the result is a fail."),
    )


class SimulationForm(Form):
    """Who plays a card, when, and who rates it."""

    form_token = HiddenField(validators=_TOKEN)
    learner = SelectField(
        _l("Learner"), coerce=int, validators=[NumberRange(min=1, message=_l("Choose who takes the call."))]
    )
    assessors = SelectMultipleField(
        _l("Assessors"),
        coerce=int,
        option_widget=CheckboxInput(),
        description=_l("Each rates alone; nobody sees another's rating before all are in."),
    )
    held_on = DateField(_l("Day of the call"), validators=_DAY)


class SimulationRatingForm(Form):
    """What an assessor says to a simulated call."""

    comment = TextAreaField(
        _l("Comment"),
        validators=[Length(max=COMMENT_LENGTH, message=_l("At most 2,000 characters."))],
        description=_l("What was strong, what to practise. Needed when the result is a fail."),
    )
