"""Laying out a page once for many documents that differ in a few words.

Certificates of a kind are the same page but for a name, a number, some days and an address. Finding the style and the
place of everything on it takes longer than painting it, so a page that was laid out is kept, and for the next document
only the words that are its own are set anew, by the same engine, in the same style. An element says that its words are
the document's own by the attribute `data-own`, a picture that its description is by `data-own-alt`, both written first.

Where the words do not fit into the one line that they stood in, or their font has other measures, the document is laid
out from the beginning: the outcome is the same, bit for bit, either way.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_OWN = re.compile(r'(<title>)[^<]*|(<\w+ data-own(?=[ >])[^>]*>)([^<]*)(?=</)|(<img data-own-alt alt=")([^"]*)')
_SPACE = re.compile(r"[ \t\r\n]+")
_SLACK = 0.01
"""How much wider than its frame a line may be before it counts as too long, in pixels: what rounding makes of equal."""


@dataclass(frozen=True)
class Page:
    """A page taken apart: what it has in common with others of its kind, and its own words in order."""

    kind: str
    words: tuple[str, ...]
    descriptions: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> Page:
        """Take a page apart."""
        words: list[str] = []
        descriptions: list[str] = []

        def without(found: re.Match[str]) -> str:
            if found[2]:
                words.append(_SPACE.sub(" ", markup.unescape(found[3])).strip(" "))
            elif found[4]:
                descriptions.append(markup.unescape(found[5]))
            return found[1] or found[2] or found[4]

        return cls(_OWN.sub(without, html), tuple(words), tuple(descriptions))


@dataclass(frozen=True)
class _Line:
    """A line of a document's own words: the box of the text, where and how wide it stood, how wide it may be."""

    box: Any
    left: float
    width: float
    room: float
    centred: bool

    def set(self, words: str) -> bool:
        """Set other words. False where they do not go where the first ones went."""
        from weasyprint.text.line_break import split_first_line

        layout, _, more, width, height, baseline = split_first_line(words, self.box.style, None, self.room, 0)
        measures = (self.box.height, round(self.box.baseline - self.box.margin_top, 6))
        if more is not None or width > self.room + _SLACK or (height, round(baseline, 6)) != measures:
            return False
        self.box.text, self.box.pango_layout, self.box.width = words, layout, width
        self.box.position_x = self.left + (self.width - width) / 2 if self.centred else self.left
        return True


class LaidOut:
    """A document that was laid out, ready for other words."""

    def __init__(self, document: Any, page: Page) -> None:
        self.document = document
        self._said = page.words
        self._lines: tuple[_Line, ...] = ()
        self._pictures: tuple[Any, ...] = ()
        lines = list(_own_lines(document))
        pictures = [box.element for box, *_ in _boxes(document) if _is_own(box, "data-own-alt")]
        if [line.box.text for line in lines] == list(page.words) and len(pictures) == len(page.descriptions):
            self._lines, self._pictures = tuple(lines), tuple(pictures)

    @property
    def is_reusable(self) -> bool:
        """Whether each of the document's own texts was found, whole, in a line of its own."""
        return len(self._lines) == len(self._said)

    def say(self, page: Page) -> bool:
        """Put another page's words in place. False where that page has to be laid out itself; this one is spoilt then only
        for those lines that the next page sets anyway."""
        if not all(line.set(words) for line, words in zip(self._lines, page.words, strict=True)):
            return False
        for picture, description in zip(self._pictures, page.descriptions, strict=True):
            picture.set("alt", description)
        self.document.fonts = {}  # each file holds the letters that it shows
        return True


def _own_lines(document: Any) -> Iterator[_Line]:
    from weasyprint.formatting_structure import boxes

    for box, line, block in _boxes(document):
        if not (isinstance(box, boxes.TextBox) and _is_own(box, "data-own")):
            continue
        align = line.style["text_align_all"] if line is not None else ""
        plain = line is not None and len(line.children) == 1 and box.style["text_transform"] == "none"
        if not plain or align not in ("start", "left", "center"):
            return
        indent = float(getattr(block.style["text_indent"], "value", 0))
        yield _Line(box, box.position_x, box.width, block.width - indent, align == "center")


def _is_own(box: Any, attribute: str) -> bool:
    return box.element is not None and box.element.get(attribute) is not None


def _boxes(document: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The boxes of text and pictures, each with the line and the block that it stands in."""
    for page in document.pages:
        yield from _within([page._page_box], None, None)


def _within(found: Sequence[Any], line: Any, block: Any) -> Iterator[tuple[Any, Any, Any]]:
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for placed in found:
        box = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        if isinstance(box, boxes.ParentBox):
            inner = box if isinstance(box, boxes.LineBox) else line
            outer = box if isinstance(box, boxes.BlockContainerBox) else block
            yield from _within(box.children, inner, outer)
        else:
            yield box, line, block
