"""Reports on paper: A4 portrait, a running head, page numbers, tables whose heads repeat.

A report's template extends `pdf/report.html` and fills its blocks; the finished page comes here.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import AttachedFile, render_pdf


@lru_cache(maxsize=1)
def report_css() -> str:
    return Path(__file__).with_name("report.css").read_text("utf-8")


def render_report(
    html: str,
    *,
    title: str,
    language: str,
    created: datetime,
    author: str = "",
    batch: FontBatch | None = None,
    css: Iterable[str] = (),
    attachments: Iterable[AttachedFile] = (),
) -> bytes:
    """The PDF of a report. `css` adds to the common design; pictures are inline SVG with a title, or data: addresses
    with an alternative text."""
    return render_pdf(
        html,
        title=title,
        language=language,
        created=created,
        author=author,
        batch=batch,
        css=[report_css(), *css],
        attachments=attachments,
    )
