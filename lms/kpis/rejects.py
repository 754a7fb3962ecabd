"""The rows that were not loaded, as a workbook to take away, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core.i18n import LOCALES
from lms.core.tables.writing import workbook
from lms.kpis.loading_labels import ROW_FAULTS
from lms.kpis.sources.faults import RowFault

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (8, 24, 24, 30, 60, 60)


def fault_words(fault: RowFault) -> str:
    """Why a row was not loaded, in the reader's language."""
    words = ROW_FAULTS["repeated_as" if fault.code == "repeated" and fault.other else fault.code]
    return str(words) % {"value": fault.value, "other": fault.other, "column": fault.column}


def reject_workbook(faults: Sequence[RowFault]) -> bytes:
    """One row a fault: line, order, column, what stood there, and the reason in Chinese and in English."""
    words: dict[str, list[str]] = {}
    headers: dict[str, list[str]] = {}
    for language, locale in LOCALES.items():
        with force_locale(locale):
            words[language] = [fault_words(fault) for fault in faults]
            headers[language] = [_("Line"), _("Order number"), _("Column"), _("What stands there"), _("Why not loaded")]
    both = [zh if zh == en else f"{zh} / {en}" for zh, en in zip(headers["zh"][:4], headers["en"][:4], strict=True)]
    rows = (
        [fault.line, fault.order_no, fault.column, fault.value, zh, en]
        for fault, zh, en in zip(faults, words["zh"], words["en"], strict=True)
    )
    return workbook("拒收 Rejected", [*both, headers["zh"][4], headers["en"][4]], rows, widths=_WIDTHS)
