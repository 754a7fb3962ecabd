"""The shape of a new token, and of a new webhook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

from lms.api.labels import SCOPE_NAMES
from lms.api.rules import Scope
from lms.core.forms import Form, options


class TokenForm(Form):
    """Who the token is for, what it may do and until when."""

    name = StringField(
        _l("What is it for?"),
        validators=[DataRequired(_l("Say which system will use it.")), Length(max=80)],
        description=_l("The audit trail names the token so, for example “Ticket system, nightly”."),
    )
    scope = RadioField(
        _l("What may it do?"),
        choices=options(SCOPE_NAMES.items()),
        default=Scope.LOAD,
        validators=[DataRequired(_l("Choose one."))],
    )
    until_day = DateField(
        _l("Until (last day)"),
        validators=[Optional()],
        description=_l("Leave it empty for a token that works until it is revoked."),
    )


class WebhookForm(Form):
    """Who is to be called, and where."""

    name = StringField(
        _l("Which system is it?"),
        validators=[DataRequired(_l("Say which system is called.")), Length(max=80)],
        description=_l("For example “Dispatch”."),
    )
    url = StringField(
        pgettext("webhook", "Address"),
        validators=[DataRequired(_l("Say where it is called.")), Length(max=500)],
        description=_l("It begins with https://, since what is told are personal data."),
    )
