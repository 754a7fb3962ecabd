"""Turns a designed page into a file that can be archived (PDF/A-3a) and read aloud (PDF/UA-1)."""

import html as markup
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.core.pdf.batch import FontBatch
from lms.core.pdf.conformance import Artwork, Finisher
from lms.core.pdf.fonts import compose
from lms.core.pdf.layouts import LaidOut, Page
from lms.core.pdf.pictures import Picture
from lms.core.pdf.seal_room import SealRoom

_TAGS = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class AttachedFile:
    """A file carried inside the document, as the machine-readable credential inside a certificate."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


class ForbiddenAddress(ValueError):
    """A document wanted something from the network or the disk."""


def text_of(html: str) -> str:
    """All characters that a page may show."""
    return markup.unescape(_TAGS.sub(" ", html))


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    created: datetime,
    author: str = "",
    batch: FontBatch | None = None,
    css: Sequence[str] = (),
    attachments: Iterable[AttachedFile] = (),
    artwork: Artwork | Sequence[Artwork] | None = None,
    pictures: Mapping[int, Picture] | None = None,
    room: SealRoom | None = None,
) -> bytes:
    """The PDF of a page. Raises MissingGlyph where a character has no glyph, and never shows a box.

    `html` is the whole page; title, language, author and creation time given here are those of the file. Without a
    batch, the fonts are made for this document alone; several documents of a kind should share one.
    Nothing is read from the network or the disk: pictures come as data: addresses, or as `pictures` by the numbers of
    their placeholders (`lms.core.pdf.pictures`). `room` is left for a seal (`lms.core.pdf.seal_room`).
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone")
    html = compose(html)
    if batch is None:
        with FontBatch([text_of(html), title]) as own:
            return _render(html, title, language, created, author, own, css, attachments, artwork, pictures, room)
    if not batch.covers(text_of(html)):
        raise ValueError("The batch was made without some of this document's text.")
    return _render(html, title, language, created, author, batch, css, attachments, artwork, pictures, room)


def _render(
    html: str,
    title: str,
    language: str,
    created: datetime,
    author: str,
    batch: FontBatch,
    css: Sequence[str],
    attachments: Iterable[AttachedFile],
    artwork: Artwork | Sequence[Artwork] | None,
    pictures: Mapping[int, Picture] | None,
    room: SealRoom | None,
) -> bytes:
    from weasyprint import Attachment

    document = _laid_out(html, batch, css)
    document.metadata.title = title
    document.metadata.lang = language
    document.metadata.authors = [author] if author else []
    document.metadata.created = document.metadata.modified = created.isoformat(timespec="seconds")
    carried = [
        Attachment(
            string=file.content,
            name=file.name,
            description=file.description or None,
            relationship=file.relationship,
            created=created,
            modified=created,
        )
        for file in attachments
    ]
    pdf: bytes = document.write_pdf(
        finisher=Finisher(artwork, pictures, room), pdf_variant="pdf/a-3a", attachments=carried
    )
    return pdf


def _laid_out(html: str, batch: FontBatch, css: Sequence[str]) -> Any:
    """The document with everything in its place: one of the same kind that the batch has, with other words, or a new one."""
    page = Page.of(html)
    if not page.words:
        return _lay_out(html, batch, css)
    kind = (page.kind, *css)
    known = batch.layouts.get(kind)
    if known is not None and known.say(page):
        return known.document
    made = LaidOut(_lay_out(html, batch, css), page)
    if made.is_reusable and known is None:
        batch.keep_layout(kind, made)
    return made.document


def _lay_out(html: str, batch: FontBatch, css: Sequence[str]) -> Any:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _fetcher(batch)
    try:
        return HTML(string=html, url_fetcher=fetcher).render(
            font_config=batch.configuration(), stylesheets=batch.sheets(css, fetcher), pdf_variant="pdf/a-3a"
        )
    except FatalURLFetchingError as refused:
        raise ForbiddenAddress(str(refused)[:300]) from refused


def _fetcher(batch: FontBatch) -> Any:
    """Gives out the batch's fonts and pictures contained in the page, nothing else; a refusal stops the document."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Closed(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in batch.files:
                return URLFetcherResponse(url, batch.files[url].read_bytes(), {"Content-Type": "font/ttf"})
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"A document may not fetch {url}")

    return Closed(allowed_protocols=("data",))
