"""The rejects of a roster as a workbook: line, column, value, reason, so that the file can be mended and sent again."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core.tables.writing import workbook
from lms.people.actions.roster import RosterPlan
from lms.people.labels import COLUMN_NAMES, fault_words


def rejects_workbook(plan: RosterPlan, header: tuple[str, ...], mapping: dict[str, int]) -> bytes:
    """One line for each fault, in the reader's language."""
    rows = []
    for line, faults in plan.faults:
        for fault in faults:
            index = mapping.get(fault.column)
            column = header[index] if index is not None else str(COLUMN_NAMES[fault.column])
            rows.append([line, column, fault.value, fault_words(fault)])
    return workbook(_("Rejected rows"), [_("Line"), _("Column"), _("Value"), _("Reason")], rows, widths=[8, 20, 28, 60])
