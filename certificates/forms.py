"""The shapes of input about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.core.forms import Form


class DecisionForm(Form):
    """Suspend, reinstate or withdraw, with the reason."""

    kind = RadioField(_l("Decision"), validators=[DataRequired(_l("Choose what to decide."))])
    reason = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Write the reason: the holder will read it.")), Length(max=1000)],
        description=_l("The holder reads it in the notice; it also stands in the audit trail."),
        render_kw={"rows": 3},
    )
    impartial = BooleanField(
        _l("I decide impartially: I have neither trained, mentored nor examined this person for the tier.")
    )


class ReissueForm(Form):
    """Issue a certificate anew, with the reason."""

    why = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Write the reason: the holder will read it.")), Length(max=1000)],
        description=_l(
            "For example a change of name. What stands in the roster today is printed; the old paper is superseded."
        ),
        render_kw={"rows": 2},
    )


class CodeForm(Form):
    """A verification code as it stands under the QR code. Sent by GET, so that the answer has an address of its own."""

    class Meta(Form.Meta):
        csrf = False

    code = StringField(
        _l("Verification code"),
        validators=[DataRequired(_l("Enter the code that stands under the QR code."))],
        description=_l("16 letters and digits, as K7MX-9QTR-4HWP-3CDN. Capitals, spaces and dashes do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 200},
    )


class PaperForm(Form):
    """A certificate's PDF."""

    paper = FileField(
        _l("Certificate as PDF, or its credential (JSON)"),
        validators=[FileRequired(_l("Choose the file of the certificate."))],
        description=_l("Choose it or drop it here. It is looked at and not kept."),
    )
