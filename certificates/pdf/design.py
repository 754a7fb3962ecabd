"""The certificate on paper: one A4 page, Chinese and English, made to be hung on a wall and checked by a stranger."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from certificates.pdf.artwork import artwork
from lms.core.bilingual import Bilingual
from lms.core.pdf.batch import FontBatch, families
from lms.core.pdf.document import AttachedFile, render_pdf, text_of
from lms.core.pdf.fonts import Style, missing_characters, needs_companion

STYLES: tuple[Style, ...] = (("serif", 400), ("serif", 700), ("sans", 400))
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "certificates" / "pdf"
_ISSUED_AT = timezone(timedelta(hours=8))

AFTER_SALES = Bilingual(zh="售后技术服务", en="after-sales service")
"""The field of work of a scheme that names none, and of every certificate issued before schemes could."""


@dataclass(frozen=True)
class CertificateFace:
    """All that a certificate says. One of the two names may be empty."""

    name_zh: str
    name_latin: str
    title: Bilingual
    tier: Bilingual
    tier_level: int
    product_line: Bilingual
    number: str
    issued_on: date
    expires_on: date | None
    organisation: Bilingual
    signatory_name: Bilingual
    signatory_title: Bilingual
    verify_url: str
    demo: bool = False
    field_of_work: Bilingual = AFTER_SALES

    def __post_init__(self) -> None:
        if not (self.name_zh.strip() or self.name_latin.strip()):
            raise ValueError("A certificate needs a name.")
        if not 1 <= self.tier_level <= 4:
            raise ValueError(f"A tier has 1 to 4 marks, not {self.tier_level}.")

    @property
    def text(self) -> str:
        """Every character that stands on it."""
        return text_of(_page(self, with_picture=False))


def unprintable_characters(face: CertificateFace) -> tuple[str, ...]:
    """The characters that would come out as a box: while there are any, the certificate must not be issued."""
    return missing_characters(face.text)


def certificate_batch(faces: Iterable[CertificateFace]) -> FontBatch:
    """Fonts shared by these certificates, to be used as a context manager; with them each costs a fraction.

    Raises MissingGlyph, naming the characters, where one of them cannot be printed.
    """
    texts: list[str] = []
    for face in faces:
        texts += [face.text, face.name_latin]
    return FontBatch(texts, styles=STYLES)


def render_certificate(
    face: CertificateFace, batch: FontBatch | None = None, *, attachments: Iterable[AttachedFile] = ()
) -> bytes:
    """The certificate as a PDF (PDF/A-3a and PDF/UA-1). A batch must have been made with this face among others."""
    if batch is None:
        with certificate_batch([face]) as own:
            return render_certificate(face, own, attachments=attachments)
    holder = " ".join(filter(None, (face.name_zh, face.name_latin)))
    return render_pdf(
        _page(face),
        title=f"{face.title.zh} {face.title.en} · {holder} · {face.number}",
        language="zh-CN",
        author=f"{face.organisation.zh} {face.organisation.en}",
        created=datetime.combine(face.issued_on, time(), _ISSUED_AT),
        batch=batch,
        css=[_style_sheet()],
        attachments=attachments,
        artwork=artwork(face.tier_level),
    )


def date_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def date_en(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_address(url: str) -> str:
    """The address as one would type it."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def qr_picture(url: str) -> str:
    """A QR code as a data: address; each module is a whole number of pixels, so that nothing blurs."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=6, border=0)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


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
        date_zh=date_zh, date_en=date_en, families=_family_list, short_address=short_address, name_size=name_size
    )
    return environment


def _family_list(design: str, *, latin: bool = False, apart: bool = False) -> Markup:
    """The family list as the style sheet wants it, its quotes kept."""
    return Markup(families(design, latin=latin, apart=apart))


@lru_cache(maxsize=1)
def _style_sheet() -> str:
    return _environment().get_template("certificate.css").render()


def _page(face: CertificateFace, *, with_picture: bool = True) -> str:
    return (
        _environment()
        .get_template("certificate.html")
        .render(
            face=face,
            qr=qr_picture(face.verify_url) if with_picture else "",  # drawing it takes longer than all the rest
            latin_apart=needs_companion(face.name_latin),
        )
    )
