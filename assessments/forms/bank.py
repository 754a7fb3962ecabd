"""The shape of an upload of items."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import StringField, ValidationError
from wtforms.validators import Length, Optional, Regexp

from lms.core.forms import Form

ENDINGS = (".yaml", ".yml", ".json", ".csv", ".txt", ".xlsx", ".png", ".jpg", ".jpeg", ".webp", ".gif")
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


class ImportForm(Form):
    """Files with items, and the pictures that they name."""

    files = MultipleFileField(
        _l("Files"),
        description=_l("Items as a table (.xlsx, .csv), Shifu YAML or a JSON list; choose the pictures that they name together with them."),
        render_kw={"accept": ",".join(ENDINGS)},
    )  # fmt: skip
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
