"""What a paper looks like and says besides what it certifies: its layout, languages, texts, signatories and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lms.core.bilingual import Bilingual
from lms.core.pdf.pictures import Picture

MOST_SIGNATORIES = 2
LONGEST_TEXT = 300
_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")


class Layout(StrEnum):
    """The shapes of paper there are."""

    PAGE = "page"
    CARD = "card"
    TRAINING = "training"


class Languages(StrEnum):
    """In which languages a paper speaks."""

    BOTH = "both"
    ZH = "zh"
    EN = "en"

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages, the first of which leads."""
        return ("zh", "en") if self is Languages.BOTH else (str(self),)


@dataclass(frozen=True)
class Signatory:
    """Somebody who signs: name, post, and where there is one the picture of the signature."""

    name: Bilingual
    post: Bilingual
    picture: Picture | None = None


@dataclass(frozen=True)
class Design:
    """All that a paper shows besides the face. Without signatories of its own it shows the one of the face."""

    layout: Layout
    languages: Languages = Languages.BOTH
    texts: Mapping[str, Bilingual] = field(default_factory=dict)
    signatories: tuple[Signatory, ...] = ()
    logo: Picture | None = None
    seal: Picture | None = None

    def text(self, slot: str) -> Bilingual:
        """A text as it is worded here, or as the standard design words it."""
        return self.texts.get(slot) or STANDARD_TEXTS[self.layout][slot]

    def in_languages(self, languages: Languages | None) -> Design:
        """The same design in other languages."""
        return self if languages is None else replace(self, languages=languages)


_CERTIFICATE = frozenset({
    "name", "title", "tier", "product_line", "field_of_work", "organisation", "number", "issued_on", "expires_on",
})  # fmt: skip
_TRAINING = frozenset({"name", "course", "hours", "period", "result", "organisation", "number", "issued_on"})
PLACEHOLDERS: Mapping[Layout, frozenset[str]] = {
    Layout.PAGE: _CERTIFICATE,
    Layout.CARD: _CERTIFICATE,
    Layout.TRAINING: _TRAINING,
}
"""What a text may mention, in braces."""

EMPHASISED = frozenset({"tier", "product_line", "course"})

STANDARD_TEXTS: Mapping[Layout, Mapping[str, Bilingual]] = {
    Layout.PAGE: {
        "title": Bilingual("{title}", "{title}"),
        "opening": Bilingual("兹证明", "This is to certify that"),
        "statement": Bilingual(
            "经考核合格，达到{product_line}{field_of_work}{tier}标准",
            "has met every requirement of the {tier} tier in {field_of_work} for {product_line}",
        ),
        "note": Bilingual("", ""),
    },
    Layout.CARD: {
        "title": Bilingual("{title}", "{title}"),
        "statement": Bilingual(
            "持卡人经考核合格，达到{product_line}{field_of_work}{tier}标准。",
            "The holder has met every requirement of the {tier} tier in {field_of_work} for {product_line}.",
        ),
        "note": Bilingual(
            "本卡与证书同时有效，以扫码核验结果为准。",
            "Valid with the certificate only; the verification page decides.",
        ),
    },
    Layout.TRAINING: {
        "title": Bilingual("培训结业证书", "Certificate of Completion"),
        "title_attended": Bilingual("培训证明", "Certificate of Attendance"),
        "opening": Bilingual("兹证明", "This is to certify that"),
        "statement": Bilingual(
            "于{period}参加“{course}”培训[，共{hours}][，考核成绩：{result}]，学完规定课程，成绩合格，准予结业。",
            "completed the course “{course}” [of {hours} ]({period})[, result: {result}] and met its requirements.",
        ),
        "statement_attended": Bilingual(
            "于{period}参加“{course}”培训[，实际出席{hours}]，特此证明。",
            "attended the course “{course}” ({period})[, present for {hours}].",
        ),
        "note": Bilingual("", ""),
    },
}
"""The texts of each layout, by slot, as they are where nobody worded them otherwise."""

NEEDED: Mapping[Layout, Mapping[str, frozenset[str]]] = {
    Layout.PAGE: {"statement": frozenset({"tier"})},
    Layout.CARD: {"statement": frozenset({"tier"})},
    Layout.TRAINING: {"statement": frozenset({"course"}), "statement_attended": frozenset({"course"})},
}
"""What a text must mention, or the paper would not say what it is for."""

STANDARD: Mapping[Layout, Design] = {layout: Design(layout) for layout in Layout}


@dataclass(frozen=True)
class TextFault:
    """What is wrong with one text: a code with words in the labels, and what it is about."""

    slot: str
    language: str
    code: str
    about: str = ""


def text_faults(layout: Layout, languages: Languages, texts: Mapping[str, Bilingual]) -> tuple[TextFault, ...]:
    """Everything that is wrong with the texts of a design."""
    faults: list[TextFault] = []
    for slot, standard in STANDARD_TEXTS[layout].items():
        worded = texts.get(slot) or standard
        for language in languages.spoken:
            said = worded.zh if language == "zh" else worded.en
            faults += [TextFault(slot, language, *fault) for fault in _faults(layout, slot, said)]
    return tuple(faults)


def _faults(layout: Layout, slot: str, said: str) -> Iterator[tuple[str, str]]:
    if len(said) > LONGEST_TEXT:
        yield "text_too_long", str(LONGEST_TEXT)
    named = set(_PLACEHOLDER.findall(said))
    for name in sorted(named - PLACEHOLDERS[layout]):
        yield "placeholder_unknown", f"{{{name}}}"
    if set("{}") & set(_PLACEHOLDER.sub("", said)):
        yield "brace_alone", ""
    if set("[]") & set(_PART.sub("", said)):
        yield "bracket_alone", ""
    for name in sorted(NEEDED[layout].get(slot, frozenset()) - named):
        yield "placeholder_needed", f"{{{name}}}"
    if slot in ("title", "opening", "statement") and not said.strip():
        yield "text_missing", ""


def fill(said: str, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """A text with its placeholders filled, as pieces with whether they are emphasised. What stands in square brackets is left
    out where something in it is not known."""

    def part(match: re.Match[str]) -> str:
        known = all(values.get(name) for name in _PLACEHOLDER.findall(match[1]))
        return match[1] if known else ""

    pieces: list[tuple[str, bool]] = []
    for number, piece in enumerate(_PLACEHOLDER.split(_PART.sub(part, said))):
        text = values.get(piece, "") if number % 2 else piece
        if text:
            pieces.append((text, bool(number % 2) and piece in EMPHASISED))
    return pieces
