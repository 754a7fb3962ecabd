"""What a printing process is handed, and what it gives back: plain values that travel between processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates.keys.sealing import Sealer
from certificates.pdf.design import Sheet, render
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import AttachedFile


@dataclass(frozen=True)
class Copy:
    """One paper to print: under which key the result is known, what stands on it and what it carries."""

    key: int
    sheet: Sheet
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True)
class Run:
    """What a run of copies has in common: the fonts, the seal, the moment."""

    fonts: FontBatch
    sealer: Sealer | None
    at: datetime


@dataclass(frozen=True)
class Printed:
    """A paper, or why it could not be made."""

    key: int
    content: bytes = b""
    fault: str = ""


def print_copies(run: Run, copies: Sequence[Copy]) -> list[Printed]:
    """The papers of some copies, in this process. One that fails does not stop the others."""
    return [_print(run, copy) for copy in copies]


def _print(run: Run, copy: Copy) -> Printed:
    try:
        content = render(copy.sheet, run.fonts, attachments=copy.attachments)
        if run.sealer is not None:
            content = run.sealer.seal(content, at=run.at)
    except Exception as error:  # whatever the renderer trips over concerns this one alone
        return Printed(copy.key, fault=f"{type(error).__name__}: {error}"[:500])
    return Printed(copy.key, content)
