"""The shapes of input about designs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from certificates.designs.design import LONGEST_TEXT, MOST_SIGNATORIES, STANDARD_TEXTS, Layout
from certificates.designs.labels import IN_CHINESE, IN_ENGLISH, LANGUAGES, LAYOUTS, SLOTS
from lms.core.bilingual import Bilingual
from lms.core.forms import Form, options

PICTURES = "image/png,image/jpeg,image/webp"
NAMED = {"zh": IN_CHINESE, "en": IN_ENGLISH}


class NewDesignForm(Form):
    """A design that nobody had yet."""

    code = StringField(
        _l("Short name"),
        validators=[DataRequired(_l("Enter a short name.")), Length(max=40)],
        description=_l("Small letters, digits and dashes, as service-2027. Commands name the design by it."),
    )
    layout = RadioField(_l("Kind of paper"), validators=[DataRequired(_l("Choose the kind of paper."))])
    name_zh = StringField(_l("Title in Chinese"), validators=[DataRequired(_l("Enter the name.")), Length(max=80)])
    name_en = StringField(_l("Title in English"), validators=[DataRequired(_l("Enter the name.")), Length(max=80)])


def new_design_form() -> NewDesignForm:
    """The form with the kinds there are."""
    form = NewDesignForm()
    form.layout.choices = options((str(layout), LAYOUTS[layout]) for layout in Layout)
    return form


def design_form(layout: Layout, content: dict[str, Any], name: Bilingual) -> Any:
    """The form of a draft: its texts by slot and language, signatories, pictures."""
    fields: dict[str, Any] = {
        "name_zh": StringField(_l("Title in Chinese"), validators=[DataRequired(_l("Enter the name.")), Length(max=80)]),
        "name_en": StringField(_l("Title in English"), validators=[DataRequired(_l("Enter the name.")), Length(max=80)]),
        "languages": RadioField(_l("Languages of the paper"), choices=options(LANGUAGES.items())),
        "logo": FileField(_l("Logo"), description=_l("PNG, JPEG or WebP on white or transparent ground; printed in up to four colours.")),
        "no_logo": BooleanField(_l("Without a logo: the emblem stands in its place")),
        "seal": FileField(_l("Seal"), description=_l("The company's round seal on white ground. It is printed in its own red over the date, and the date shows through.")),
        "no_seal": BooleanField(_l("Without a seal")),
    }  # fmt: skip
    data: dict[str, Any] = {"name_zh": name.zh, "name_en": name.en, "languages": content["languages"]}
    for slot, standard in STANDARD_TEXTS[layout].items():
        worded = Bilingual.of(content["texts"].get(slot) or standard)
        for language, label in NAMED.items():
            key = f"{slot}_{language}"
            rows = 3 if slot.startswith("statement") else 1
            fields[key] = TextAreaField(
                label % {"text": SLOTS[slot]}, validators=[Length(max=LONGEST_TEXT + 100)], render_kw={"rows": rows}
            )
            data[key] = getattr(worded, language)
    for n in range(MOST_SIGNATORIES):
        signing = content["signatories"][n] if n < len(content["signatories"]) else {}
        for part, label in (("name", _l("Name")), ("post", _l("Post"))):
            for language, spoken in NAMED.items():
                key = f"sign{n}_{part}_{language}"
                fields[key] = StringField(spoken % {"text": label}, validators=[Length(max=80)])
                data[key] = (signing.get(part) or {}).get(language, "")
        fields[f"sign{n}_picture"] = FileField(_l("Signature"), description=_l("Written with a dark pen on white paper, scanned or photographed in good light."))  # fmt: skip
        fields[f"sign{n}_no_picture"] = BooleanField(_l("Without the picture of the signature"))
    form_class = type("DesignForm", (Form,), fields)
    return form_class(data=data)
