"""Records laid out on A4 in one language, ready to be printed: what every extract on paper has in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from lms.core.i18n import HTML_LANG
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import text_of
from lms.core.pdf.fonts import Style, missing_characters
from lms.core.pdf.report import render_report

HEADINGS: Style = ("serif", 700)
"""The design of the first heading of a page (`report.css`), and of nothing else."""
STYLES: tuple[Style, ...] = (HEADINGS, ("sans", 400), ("sans", 700))
"""What the designs use; each style less makes a single extract quicker."""
_HEADINGS = re.compile(r"<h1\b.*?</h1>", re.DOTALL)


@lru_cache(maxsize=8)
def _css(path: Path) -> str:
    return path.read_text("utf-8")


@dataclass(frozen=True)
class Extract:
    """Something laid out in one language. `design` is its style sheet."""

    title: str
    file_name: str
    html: str
    language: str
    organisation: str
    made_at: datetime
    design: Path

    @property
    def unprintable(self) -> tuple[str, ...]:
        """The characters that no font has: while there are any, nothing is printed."""
        return missing_characters(text_of(self.html) + self.title)

    def pdf(self, batch: FontBatch | None = None) -> bytes:
        """The file. Raises MissingGlyph where a character cannot be printed."""
        if batch is None:
            with fonts_for([self]) as own:
                return self.pdf(own)
        return render_report(
            self.html,
            title=self.title,
            language=HTML_LANG[self.language],
            created=self.made_at,
            author=self.organisation,
            batch=batch,
            css=[_css(self.design)],
        )


def clean_name(name: str) -> str:
    """A name that every file system takes."""
    return "".join("-" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name).strip(" .")[:150]


def fonts_for(extracts: Iterable[Extract]) -> FontBatch:
    """Fonts shared by several extracts, to be used as a context manager."""
    extracts = tuple(extracts)
    headings = [text_of(heading) for extract in extracts for heading in _HEADINGS.findall(extract.html)]
    texts = [text for extract in extracts for text in (text_of(extract.html), extract.title)]
    return FontBatch(texts, styles=STYLES, only={HEADINGS: headings})
