"""The shapes of input about keys."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField

from lms.core.forms import Form


class KeyFileForm(Form):
    """A seal as a PKCS#12 file with its password."""

    file = FileField(
        _l("PKCS#12 file"),
        validators=[FileRequired(_l("Choose the file with the key."))],
        description=_l("Ends in .p12 or .pfx. The file is read and not kept; the key is kept encrypted."),
    )
    password = PasswordField(_l("Password of the file"), description=_l("Not kept."), render_kw={"autocomplete": "off"})
