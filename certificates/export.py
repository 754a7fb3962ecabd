"""Certificates to take away: one ZIP with a PDF each and a register as a workbook, written to a file as it is made.

What cannot be printed stands in the register with the reason and does not stop the rest. Everything rendered is kept, so
an export that was killed goes on from there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from certificates.actions.papers import papers_of
from certificates.faces import face_of, verify_url
from certificates.labels import STATUSES
from certificates.models import Certificate
from certificates.pdf.design import unprintable_characters
from certificates.queries.certificates import list_certificates
from certificates.queries.register import Entry, entries_of
from certificates.rules.numbers import paper_name
from lms.core.db import rollback
from lms.core.i18n import text
from lms.core.pdf.fonts import describe
from lms.core.tables.writing import workbook

MOST = 5000
BATCH = 40
REGISTER = "register.xlsx"
_WIDTHS = (18, 14, 24, 14, 22, 28, 12, 20, 12, 12, 14, 48, 40)


@dataclass(frozen=True)
class Export:
    """What an export holds, and what is wrong with some of it, in the reader's words."""

    papers: int
    problems: tuple[str, ...]


def write_export(
    ids: Sequence[int], path: Path, *, at: datetime, day: date, progress: Callable[[int, int], None]
) -> Export:
    """Write the ZIP of some certificates. `progress` is called outside any writing transaction: at once, so that the total
    is known, then after each that is rendered."""
    entries = entries_of(ids, day=day)
    rollback()
    progress(0, len(entries))
    reasons: dict[int, str] = {}
    folder = _("certificates")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            certificates = list_certificates([entry.id for entry in batch])
            steps = count(start + 1)
            papers = papers_of(certificates, at=at, after_each=partial(_step, progress, steps, len(entries)))
            reasons.update({c.id: _reason(c) for c in certificates if c.id not in papers})
            rollback()
            for entry in batch:
                if entry.id in papers:
                    _add(archive, f"{folder}/{_name(entry)}", papers[entry.id], at)
            progress(start + len(batch), len(entries))
        _add(archive, REGISTER, _register(entries, reasons), at)
    problems = tuple(f"{e.number} {e.holder}: {reasons[e.id]}" for e in entries if e.id in reasons)
    return Export(len(entries) - len(problems), problems)


def _step(progress: Callable[[int, int], None], steps: Iterator[int], total: int) -> None:
    progress(next(steps), total)


def _name(entry: Entry) -> str:
    return paper_name(entry.number, entry.face["name_zh"] or entry.face["name_latin"])


def _reason(certificate: Certificate) -> str:
    """Why a certificate could not be printed. Asked of each of a batch that failed."""
    missing = ", ".join(describe(character) for character in unprintable_characters(face_of(certificate)))
    return (
        _("no font can show %(characters)s", characters=missing)
        if missing
        else _("the PDF could not be made; the log says why")
    )


def _add(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _register(entries: Sequence[Entry], reasons: dict[int, str]) -> bytes:
    header = [
        _("Certificate number"), _("Name in Chinese"), _("Name in Latin script"), _("Employee number"), _("Unit"), _("Scheme"), _("Tier"),
        _("Product line"), _("Issued on"), _("Valid until"), _("Status"), _("Verification address"), _("Remark"),
    ]  # fmt: skip
    return workbook(_("Certificates"), header, (_line(entry, reasons) for entry in entries), widths=_WIDTHS)


def _line(entry: Entry, reasons: dict[int, str]) -> list[Any]:
    face = entry.face
    product_line = text(face["product_line"])
    return [
        entry.number, face["name_zh"], face["name_latin"], entry.employee_no, str(entry.unit), str(entry.scheme),
        str(entry.tier), product_line[:1].upper() + product_line[1:], entry.issued_on, entry.expires_on, str(STATUSES[entry.status]),
        verify_url(entry.code), reasons.get(entry.id, ""),
    ]  # fmt: skip
