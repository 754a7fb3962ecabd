"""What the columns of a work order are called, and the choices of a profile."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

FIELD_NAMES: dict[str, Any] = {
    "order_no": _l("Order number"),
    "technician": _l("Technician"),
    "team": _l("Team"),
    "product": _l("Product"),
    "asset": _l("Asset (machine)"),
    "symptom": _l("Symptom"),
    "customer": _l("Customer"),
    "region": _l("Region"),
    "priority": _l("Priority"),
    "status": _l("Status of the order"),
    "kind": _l("Kind of order"),
    "opened_at": _l("Opened at"),
    "responded_at": _l("First response at"),
    "arrived_at": _l("Arrived at"),
    "resolved_at": _l("Resolved at"),
    "closed_at": _l("Closed at"),
    "first_time_fix": _l("Fixed the first time"),
    "escalated": _l("Escalated"),
    "sla_made": _l("Service level kept"),
    "complaint": _l("Complaint"),
    "grave_complaint": _l("Grave complaint"),
    "error": _l("Service error"),
    "callback_due": _l("Callback due"),
    "callback_made": _l("Callback made"),
    "reopened": _l("Times reopened"),
    "reassigned": _l("Times reassigned"),
    "csat": _l("Satisfaction (CSAT, 0–100)"),
    "nps": _l("Recommendation (NPS, 0–10)"),
    "cost": _l("Cost"),
    "complexity": _l("Complexity"),
    "visits": _l("Number of visits"),
}
DATES: dict[str, Any] = {
    "ymd": _l("Year first: 2026-03-02, 2026年3月2日, also Excel dates"),
    "dmy": _l("Day first: 02/03/2026"),
    "mdy": _l("Month first: 03/02/2026"),
    "epoch": _l("Seconds since 1970"),
    "epoch_ms": _l("Milliseconds since 1970"),
}
DATE_ORDERS: dict[str, Any] = {"ymd": _l("Year first"), "dmy": _l("Day first"), "mdy": _l("Month first")}
DATE_WHYS: dict[str, Any] = {
    "other_column": _l("Proposed because other dates of the file are written so."),
    "moments": _l("Proposed because otherwise orders would be done before they were opened."),
    "sequence": _l("Proposed because the rows then follow one another in time."),
    "together": _l("Proposed because the days then lie close together."),
    "marks": _l("Proposed because dates with these marks are mostly written so."),
    "": _l("Nothing in the file tells which it is."),
}
"""What speaks for a reading of days that can be read both ways."""
REPEATED: dict[str, Any] = {
    "reject": _l("Reject both when they differ"),
    "first": _l("The first counts"),
    "last": _l("The last counts"),
}
TAKES: dict[str, Any] = {
    "": _l("as usual: the first row for the opening, the last for the rest"),
    "first": _l("the first row with a value"),
    "last": _l("the last row with a value"),
    "last_row": _l("the last row, even when it is empty"),
    "min": _l("the smallest value"),
    "max": _l("the largest value"),
    "sum": _l("the sum"),
    "count": _l("how many rows"),
    "any": _l("yes when any row says yes"),
}
UNITS: dict[str, Any] = {
    "": _l("a moment"),
    "ms": _l("milliseconds after …"),
    "s": _l("seconds after …"),
    "min": _l("minutes after …"),
    "h": _l("hours after …"),
    "d": _l("days after …"),
}
FORMATS: dict[str, Any] = {
    "": _l("found from the file"),
    "csv": "CSV",
    "xlsx": "XLSX",
    "parquet": "Parquet",
    "jsonl": _l("JSON lines"),
}
ENCODINGS: dict[str, Any] = {"": _l("found from the file"), "utf-8": "UTF-8", "gb18030": "GB 18030 / GBK", "utf-16": "UTF-16", "big5": "Big5", "cp1252": "Windows-1252"}  # fmt: skip
SEPARATORS: dict[str, Any] = {
    "": _l("found from the file"),
    ",": _l("comma"),
    ";": _l("semicolon"),
    "tab": _l("tab"),
    "|": _l("vertical bar"),
}
MADE_NAMES: dict[str, Any] = {
    "@content": _l("A number made of the row's content"),
    "@line": _l("The row's line in the file"),
}
"""Stand-ins for a column that the file does not have."""
