"""Certificates to take away: one ZIP with a PDF each and a register as a workbook, written to a file as it is made.

What cannot be printed stands in the register with the reason and does not stop the rest. Everything rendered is kept, so
an export that was killed goes on from there. A few hundred certificates are looked at at once and each PDF is read when its
turn in the ZIP has come, so that memory stays the same for fifty as for fifty thousand.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from certificates.actions.papers import AS_ISSUED, Wish, make_papers, sheets_of
from certificates.designs.design import Layout
from certificates.faces import verify_url
from certificates.labels import STATUSES
from certificates.models import Certificate
from certificates.printing.pool import Press
from certificates.queries.certificates import list_certificates
from certificates.queries.register import Entry, entries_of
from certificates.rules.numbers import paper_name
from lms.core.db import rollback
from lms.core.files import store
from lms.core.i18n import text
from lms.core.pdf.fonts import describe, missing_characters
from lms.core.tables.writing import workbook

MOST = 50_000
"""How many one file may hold: at 40 kB each two gigabytes, about an hour of printing on two cores. Beyond that a ZIP is no
longer handy to store and to send; narrowed by unit, intake or year the rest goes into further files."""
BATCH = 400
"""How many share fonts: enough that cutting them does not matter, few enough to keep in memory."""
REGISTER = "register.xlsx"
_WIDTHS = (18, 14, 24, 14, 22, 28, 12, 20, 12, 12, 14, 48, 40)


@dataclass(frozen=True)
class Export:
    """What an export holds, and what is wrong with some of it, in the reader's words."""

    papers: int
    problems: tuple[str, ...]


def write_export(
    ids: Sequence[int], path: Path, *, at: datetime, day: date, progress: Callable[[int, int], None],
    wish: Wish = AS_ISSUED, press: Press | None = None,
) -> Export:  # fmt: skip
    """Write the ZIP of some certificates. `progress` is called outside any writing transaction: at once, so that the total
    is known, then after each portion that is rendered."""
    if press is None:
        with Press() as own:
            return write_export(ids, path, at=at, day=day, progress=progress, wish=wish, press=own)
    total, done = len(ids), 0
    progress(0, total)
    reasons: dict[int, str] = {}
    problems: list[str] = []
    folder = _("cards") if wish.layout is Layout.CARD else _("certificates")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, total, BATCH):
            entries = entries_of(ids[start : start + BATCH], day=day)
            certificates = list_certificates([entry.id for entry in entries])
            papers: dict[int, str] = {}
            for made in make_papers(certificates, at=at, wish=wish, press=press):
                papers |= made.papers
                done += made.new
                progress(done, total)
            lost = {c.id: _reason(c, wish) for c in certificates if c.id not in papers}
            rollback()
            reasons |= lost
            problems += [f"{entry.number} {entry.holder}: {lost[entry.id]}" for entry in entries if entry.id in lost]
            for entry in entries:
                if entry.id in papers:
                    _add(archive, f"{folder}/{_name(entry)}", store().get(papers[entry.id]), at)
            done = start + len(entries)
            progress(done, total)
        _add(archive, REGISTER, _register(ids, reasons, day, press.folder), at)
    return Export(total - len(problems), tuple(problems))


def _name(entry: Entry) -> str:
    return paper_name(entry.number, entry.face["name_zh"] or entry.face["name_latin"])


def _reason(certificate: Certificate, wish: Wish) -> str:
    """Why a certificate could not be printed. Asked of each of a batch that failed."""
    missing = missing_characters(sheets_of([certificate], wish)[certificate.id].text)
    return (
        _("no font can show %(characters)s", characters=", ".join(describe(character) for character in missing))
        if missing
        else _("the PDF could not be made; the log says why")
    )


def _add(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _register(ids: Sequence[int], reasons: dict[int, str], day: date, folder: Path) -> bytes:
    header = [
        _("Certificate number"), _("Name in Chinese"), _("Name in Latin script"), _("Employee number"), _("Unit"), _("Scheme"), _("Tier"),
        _("Product line"), _("Issued on"), _("Valid until"), _("Status"), _("Verification address"), _("Remark"),
    ]  # fmt: skip
    lines = (_line(entry, reasons) for start in range(0, len(ids), BATCH) for entry in entries_of(ids[start : start + BATCH], day=day))  # fmt: skip
    content = workbook(_("Certificates"), header, lines, widths=_WIDTHS, folder=folder)
    rollback()
    return content


def _line(entry: Entry, reasons: dict[int, str]) -> list[Any]:
    face = entry.face
    product_line = text(face["product_line"])
    return [
        entry.number, face["name_zh"], face["name_latin"], entry.employee_no, str(entry.unit), str(entry.scheme),
        str(entry.tier), product_line[:1].upper() + product_line[1:], entry.issued_on, entry.expires_on, str(STATUSES[entry.status]),
        verify_url(entry.code), reasons.get(entry.id, ""),
    ]  # fmt: skip
