"""Papers: a face in a design becomes a page, a card or a training certificate, made to be hung on a wall and checked by a
stranger."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from certificates.designs.design import STANDARD, Design, Layout, Signatory, fill
from certificates.pdf.artwork import artwork_of
from certificates.pdf.faces import AFTER_SALES as AFTER_SALES
from certificates.pdf.faces import CertificateFace as CertificateFace
from certificates.pdf.faces import Face, TrainingFace, day_in
from lms.core.pdf.batch import FontBatch, families
from lms.core.pdf.document import AttachedFile, render_pdf, text_of
from lms.core.pdf.fonts import Style, missing_characters, needs_companion
from lms.core.pdf.pictures import Picture, placeholder, stencil_of_modules
from lms.core.pdf.seal_room import SealRoom

STYLES: Mapping[Layout, tuple[Style, ...]] = {
    Layout.PAGE: (("sans", 400), ("serif", 700)),
    Layout.CARD: (("sans", 400), ("serif", 700)),
    Layout.TRAINING: (("sans", 400), ("serif", 700)),
}
QR, LOGO, SEAL, FIRST_SIGNATURE = 1, 2, 3, 4
"""The numbers of the placeholders of pictures."""

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "certificates" / "pdf"
_ISSUED_AT = timezone(timedelta(hours=8))
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_TITLES = re.compile(r'<h1\b.*?</h1>|<p (?:data-own )?class="(?:mark|name (?!second))[^>]*>.*?</p>', re.DOTALL)
_HEAVY = re.compile(rf"{_TITLES.pattern}|<b\b.*?</b>", re.DOTALL)
"""The elements that the style sheets set in heavy letters, always or in some places. Each weight of a font then holds what
it shows, and hardly more."""


@dataclass(frozen=True)
class Sheet:
    """A face in a design, ready to be printed."""

    face: Face
    design: Design

    def __post_init__(self) -> None:
        if isinstance(self.face, TrainingFace) is not (self.design.layout is Layout.TRAINING):
            raise ValueError(f"A {self.design.layout} cannot show a {type(self.face).__name__}.")

    @cached_property
    def html(self) -> str:
        """The page."""
        return _environment().get_template(f"{self.design.layout}.html").render(_context(self))

    @property
    def text(self) -> str:
        """Every character that stands on it."""
        return text_of(self.html)

    @property
    def headings(self) -> list[str]:
        """The parts that are set in heavy letters: title, name, what is emphasised."""
        return [found[0] for found in _HEAVY.finditer(self.html)]

    @property
    def signatories(self) -> tuple[Signatory, ...]:
        """Those of the design, or the one of the face."""
        return self.design.signatories or (Signatory(self.face.signatory_name, self.face.signatory_title),)

    def words(self, slot: str) -> dict[str, Markup]:
        """A text of the design with its placeholders filled, in both languages."""
        said = self.design.text(slot)
        return {
            language: Markup("").join(
                Markup("<b>{}</b>").format(text) if emphasised else escape(text)
                for text, emphasised in fill(getattr(said, language), self.face.values(language))
            )
            for language in ("zh", "en")
        }

    @property
    def pictures(self) -> dict[int, Picture]:
        """The pictures by the numbers of their placeholders."""
        return {QR: qr_stencil(self.face.verify_url), **self._kept_pictures}

    @property
    def _kept_pictures(self) -> dict[int, Picture]:
        named = {LOGO: self.design.logo, SEAL: self.design.seal}
        named |= {FIRST_SIGNATURE + n: one.picture for n, one in enumerate(self.signatories)}
        return {number: picture for number, picture in named.items() if picture}

    @cached_property
    def recipe(self) -> str:
        """What the paper is made from: text, pictures, and how this version of the software draws. The same recipe always
        gives out the same file."""
        pictures = repr(sorted(self._kept_pictures.items()))
        made_of = "\0".join((_drawing(), str(self.design.layout), self.html, self.title, pictures))
        return hashlib.sha256(made_of.encode()).hexdigest()

    @property
    def title(self) -> str:
        """The title of the file."""
        attended = isinstance(self.face, TrainingFace) and self.face.attended
        words = self.words("title_attended" if attended else "title")
        said = " ".join(words[language].striptags() for language in self.design.languages.spoken)
        return f"{said} · {self.face.holder} · {self.face.number}"


@dataclass(frozen=True)
class Placed:
    """A picture with the address of its placeholder, which knows nothing of its shape."""

    address: str
    picture: Picture

    def within(self, width: float, height: float) -> str:
        """The size in millimetres at which it fills a frame and keeps its shape."""
        scale = min(width / self.picture.width, height / self.picture.height)
        return f"width:{self.picture.width * scale:.2f}mm;height:{self.picture.height * scale:.2f}mm"


def fonts_for(sheets: Iterable[Sheet], *, folder: Path | None = None) -> FontBatch:
    """Fonts shared by these papers, to be used as a context manager; with them each costs a fraction.

    Raises MissingGlyph, naming the characters, where one of them cannot be printed.
    """
    heavy: dict[str, None] = {}
    light: dict[str, None] = {}
    styles: dict[Style, None] = {}
    for sheet in sheets:
        heavy |= dict.fromkeys((" ".join(map(text_of, sheet.headings)), sheet.face.name_latin))
        light |= dict.fromkeys((text_of(_TITLES.sub(" ", sheet.html)), sheet.face.name_latin))
        styles |= dict.fromkeys(STYLES[sheet.design.layout])
    only = {style: heavy if style[1] >= 700 else light for style in styles}
    return FontBatch([*heavy, *light], styles=styles, only=only, folder=folder)


def render(
    sheet: Sheet,
    batch: FontBatch | None = None,
    *,
    attachments: Iterable[AttachedFile] = (),
    room: SealRoom | None = None,
) -> bytes:
    """The paper as a PDF (PDF/A-3a and PDF/UA-1). A batch must have been made with this sheet among others."""
    if batch is None:
        with fonts_for([sheet]) as own:
            return render(sheet, own, attachments=attachments, room=room)
    face, design = sheet.face, sheet.design
    return render_pdf(
        sheet.html,
        title=sheet.title,
        language=_LANGUAGES[design.languages.spoken[0]],
        author=" ".join(dict.fromkeys(face.organisation.in_language(language) for language in design.languages.spoken)),
        created=datetime.combine(face.issued_on, time(), _ISSUED_AT),
        batch=batch,
        css=[_style_sheet(design.layout)],
        attachments=attachments,
        artwork=artwork_of(design.layout, getattr(face, "tier_level", 0), emblem=design.logo is None),
        pictures=sheet.pictures,
        room=room,
    )


def plain_sheet(face: Face) -> Sheet:
    """A face in the standard design."""
    return Sheet(face, STANDARD[Layout.TRAINING if isinstance(face, TrainingFace) else Layout.PAGE])


def unprintable_characters(face: Face) -> tuple[str, ...]:
    """The characters that would come out as a box: while there are any, the certificate must not be issued."""
    return missing_characters(plain_sheet(face).text)


def certificate_batch(faces: Iterable[CertificateFace]) -> FontBatch:
    """`fonts_for` of faces in the standard design."""
    return fonts_for(plain_sheet(face) for face in faces)


def render_certificate(
    face: CertificateFace, batch: FontBatch | None = None, *, attachments: Iterable[AttachedFile] = ()
) -> bytes:
    """`render` of a face in the standard design."""
    return render(plain_sheet(face), batch, attachments=attachments)


def short_address(url: str) -> str:
    """The address as one would type it."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def qr_picture(url: str) -> str:
    """A QR code as a data: address, for pages; each module is a whole number of pixels, so that nothing blurs."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=6, border=0)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def qr_stencil(url: str) -> Picture:
    """The same for papers, a bit a module. One of the eight masks is taken without trying all: each reads as well, and trying
    takes longer than drawing."""
    return stencil_of_modules(segno.make(url, error="m", micro=False, mask=2).matrix)


def name_size(name: str, *, latin: bool, alone: bool) -> str:
    """How large a name is set: short ones fill the space, long ones stay on one line."""
    steps: tuple[tuple[int, str], ...]
    width = sum(0.56 if ord(character) < 0x2E80 else 1.0 for character in name)
    if latin and not alone:
        steps = ((16, "name-2"), (22, "name-3"))
    else:
        steps = ((5, "name-1"), (14, "name-2"), (19, "name-3"))
    return next((size for limit, size in steps if width <= limit), "name-4")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(
        day_in=day_in, families=_family_list, short_address=short_address, name_size=name_size, place=placeholder
    )
    return environment


def _family_list(design: str, *, latin: bool = False, apart: bool = False) -> Markup:
    """The family list as the style sheet wants it, its quotes kept."""
    return Markup(families(design, latin=latin, apart=apart))


@lru_cache(maxsize=1)
def _drawing() -> str:
    """The software that draws, in short."""
    parts = [*sorted(Path(__file__).parent.glob("*.py")), *sorted(_TEMPLATES.glob("*"))]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


@lru_cache(maxsize=8)
def _style_sheet(layout: Layout) -> str:
    return _environment().get_template(f"{layout}.css").render()


def _context(sheet: Sheet) -> dict[str, Any]:
    face, design = sheet.face, sheet.design
    spoken = design.languages.spoken
    attended = isinstance(face, TrainingFace) and face.attended
    both = design.languages.spoken == ("zh", "en")
    main_name = face.name_zh if "zh" in spoken and face.name_zh else face.name_latin or face.name_zh
    second_name = face.name_latin if both and face.name_zh and face.name_latin else ""
    return {
        "face": face,
        "design": design,
        "spoken": spoken,
        "zh": "zh" in spoken,
        "en": "en" in spoken,
        "language": _LANGUAGES[spoken[0]],
        "words": lambda slot: sheet.words(f"{slot}_attended" if attended and slot in ("title", "statement") else slot),
        "name": main_name,
        "name_is_latin": main_name == face.name_latin,
        "second_name": second_name,
        "signatories": sheet.signatories,
        "qr": placeholder(QR),
        "logo": Placed(placeholder(LOGO), design.logo) if design.logo else None,
        "seal": Placed(placeholder(SEAL), design.seal) if design.seal else None,
        "signatures": [
            Placed(placeholder(FIRST_SIGNATURE + n), one.picture) if one.picture else None
            for n, one in enumerate(sheet.signatories)
        ],
        "latin_apart": needs_companion(face.name_latin),
    }
