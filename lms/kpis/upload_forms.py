"""The shapes of input about uploads, profiles and technicians."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField
from wtforms.validators import Optional

from lms.core.forms import Form


class UploadForm(Form):
    """A file of work orders, and how to read it."""

    file = FileField(_l("File of work orders"), validators=[FileRequired(_l("Choose a file."))])
    profile = SelectField(
        _l("How to read it"),
        description=_l(
            "A saved profile knows the columns already. You see and may change everything before anything is loaded."
        ),
    )


class ProfileForm(Form):
    """A profile as text, or as a file."""

    text = TextAreaField(_l("Profile (TOML)"), validators=[Optional()], render_kw={"rows": 24, "spellcheck": "false"})
    file = FileField(
        _l("Or a file"), validators=[Optional()], description=_l("A .toml file; it takes the place of the text.")
    )
