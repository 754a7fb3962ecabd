"""What a printing process is handed, and what it gives back: plain values that travel between processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates.keys.sealer import Sealer
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


def print_sheet(sheet: Sheet, run: Run, attachments: Sequence[AttachedFile]) -> bytes:
    """One paper, sealed where there is a seal: in the room that is left for it, or behind the rest."""
    sealer, at = run.sealer, run.at
    room = sealer.room(at) if sealer is not None else None
    content = render(sheet, run.fonts, attachments=attachments, room=room)
    if sealer is None:
        return content
    return sealer.fill(content, room) if room is not None else sealer.seal(content, at=at)


def _print(run: Run, copy: Copy) -> Printed:
    try:
        content = print_sheet(copy.sheet, run, copy.attachments)
    except Exception as error:  # whatever the renderer trips over concerns this one alone
        return Printed(copy.key, fault=f"{type(error).__name__}: {error}"[:500])
    return Printed(copy.key, content)
