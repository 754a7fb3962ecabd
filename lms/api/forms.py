"""The shape of a new token."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
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
