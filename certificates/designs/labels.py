"""The words of designs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from certificates.designs.design import Languages, Layout
from lms.core.audit_words import AuditWords

LAYOUTS: dict[str, Any] = {
    Layout.PAGE: _l("Certificate of a tier, A4"),
    Layout.CARD: _l("Certificate of a tier, card of 85.6 × 54 mm"),
    Layout.TRAINING: _l("Training certificate, A4"),
}
LANGUAGES: dict[str, Any] = {
    Languages.BOTH: _l("Chinese and English"),
    Languages.ZH: _l("Chinese only"),
    Languages.EN: _l("English only"),
}
SLOTS: dict[str, Any] = {
    "title": _l("Title"),
    "title_attended": _l("Title where only attendance is certified"),
    "opening": _l("Line above the name"),
    "statement": _l("Statement"),
    "statement_attended": _l("Statement where only attendance is certified"),
    "note": _l("Small print"),
}
IN_CHINESE, IN_ENGLISH = _l("%(text)s, in Chinese"), _l("%(text)s, in English")
REFUSALS: dict[str, Any] = {
    "design_code": _l("“%(code)s” cannot be the short name: small letters, digits and dashes, beginning with a letter."),
    "design_code_taken": _l("There is a design “%(code)s” already. Choose another short name, or begin its next version."),
    "design_published": _l("This version is published, so it no longer changes. Begin the next one."),
    "design_not_published": _l("Publish this version first."),
    "design_text_too_long": _l("%(slot)s (%(language)s): no more than %(about)s characters fit."),
    "design_placeholder_unknown": _l("%(slot)s (%(language)s): there is no placeholder %(about)s. There are: %(known)s."),
    "design_placeholder_needed": _l("%(slot)s (%(language)s): the paper would not say what it is for; mention %(about)s."),
    "design_brace_alone": _l("%(slot)s (%(language)s): a brace stands alone. Placeholders look so: %(known)s."),
    "design_bracket_alone": _l("%(slot)s (%(language)s): a square bracket stands alone."),
    "design_text_missing": _l("%(slot)s (%(language)s): the text is missing."),
    "design_character": _l("No font can show %(characters)s."),
    "design_signatory_name": _l("A signatory needs a name."),
    "picture_too_large": _l("The picture is too large. Up to %(megabytes)s MB are accepted."),
    "picture_unreadable": _l("This is not a picture in PNG, JPEG or WebP, or it is damaged."),
    "picture_empty": _l("The picture is empty: nothing in it stands out from white."),
    "picture_too_small": _l("The picture is too small to print well: at least %(least)s points on the longer side."),
    "picture_not_ink": _l("There is hardly anything, or nearly everything, inked on this picture. Take it on white paper, in good light."),
}  # fmt: skip
REFUSALS |= {
    "asked_quotation": _l("A quotation mark is never closed."),
    "asked_shape": _l("“%(word)s” is no point of the filter. Points look like tier=2 or expires<2027-01-01."),
    "asked_unknown": _l("There is no point “%(point)s”. There are: %(known)s."),
    "asked_sign": _l("“%(point)s” takes only =, not %(sign)s."),
    "asked_empty": _l("“%(point)s” has no value."),
    "asked_twice": _l("“%(point)s” stands there twice."),
    "asked_day": _l("“%(point)s” takes a day as 2027-01-31, not “%(value)s”."),
    "asked_span": _l("“%(point)s”: the span from %(first)s to %(last)s is empty."),
    "asked_value": _l("“%(point)s” cannot be “%(value)s”. There are: %(known)s."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={
        "paper_design.drafted": _l("Version of a design begun"),
        "paper_design.written": _l("Draft of a design changed"),
        "paper_design.published": _l("Design published"),
        "paper_design.chosen": _l("Design taken into use"),
        "paper_design.dropped": _l("Draft of a design thrown away"),
    },
    subjects={"paper_design": _l("Design of a paper")},
    details={"code": _l("Code"), "number": lazy_pgettext("certificate", "Number")},
)
