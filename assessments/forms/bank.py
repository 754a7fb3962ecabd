"""The shape of an upload of items."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional, Regexp

from assessments.format_labels import FORMAT_NAMES
from assessments.formats import FORMATS
from lms.core.forms import Form, options

ENDINGS = (".xml", ".gift", ".zip", ".xlsx", ".csv", ".txt", ".yaml", ".yml", ".json", ".png", ".jpg", ".jpeg", ".webp", ".gif")  # fmt: skip
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


class ImportForm(Form):
    """Files with items, and the pictures that they name."""

    files = MultipleFileField(
        _l("Files"),
        description=_l("Items as Moodle XML, GIFT, Aiken, a QTI package (.zip), a table (.xlsx, .csv), Shifu YAML or a JSON list. Pictures that lie beside a file are chosen together with it."),
        render_kw={"accept": ",".join(ENDINGS)},
    )  # fmt: skip
    format = SelectField(
        _l("Format"),
        choices=options((name, FORMAT_NAMES[name]) for name in FORMATS),
        default="auto",
        description=_l("Only needed where a file is taken for something else."),
    )
    pool = StringField(
        _l("Pool"),
        validators=[Optional(), Length(max=60), Regexp(r"[\w.-]+$", message=_l("Letters, digits, dots and hyphens only."))],
        description=_l("Leave empty for the bank of this organisation. A pool keeps the numbers of items apart from those of others."),
    )  # fmt: skip

    def validate_files(self, field: Any) -> None:
        """At least one file with items, and nothing that cannot be read."""
        chosen = [upload for upload in field.data or [] if upload and upload.filename]
        field.data = chosen
        endings = ["." + upload.filename.rsplit(".", 1)[-1].lower() for upload in chosen]
        if not any(ending in ENDINGS and ending not in PICTURES for ending in endings):
            raise ValidationError(_l("Choose at least one file with items."))
        if unknown := [
            upload.filename for upload, ending in zip(chosen, endings, strict=True) if ending not in ENDINGS
        ]:
            raise ValidationError(
                str(_l("“%(name)s” is of a kind that cannot be read here.")) % {"name": unknown[0][:80]}
            )
