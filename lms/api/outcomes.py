"""What became of a batch, as programs read it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lms.api.rules import pointer_of
from lms.kpis.models import WorkOrderLoad
from lms.kpis.rejects import fault_words

if TYPE_CHECKING:
    from lms.kpis.actions.loading import LoadPlan

MOST_ERRORS = 100
_COUNTS = ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")


def of_plan(plan: LoadPlan) -> dict[str, Any]:
    """What loading would do."""
    return {
        "dry_run": True,
        "source": plan.source,
        **{name: getattr(plan, name) for name in _COUNTS},
        "first_opened_at": _moment(plan.first),
        "last_opened_at": _moment(plan.last),
        "months": [_month(change.month) for change in plan.months],
        "reopened_months": [_month(month) for month in plan.reopened],
        **errors_of(plan),
    }


def of_load(row: WorkOrderLoad, plan: LoadPlan | None = None) -> dict[str, Any]:
    """What loading did; `plan` knows the rows that were left out."""
    return {
        "dry_run": False,
        "load": row.id,
        "source": row.source,
        **{name: getattr(row, name) for name in _COUNTS},
        "first_opened_at": _moment(row.first_opened_at),
        "last_opened_at": _moment(row.last_opened_at),
        "months": [text[:7] for text in row.notes.get("months", ())],
        "reopened_months": [text[:7] for text in row.notes.get("reopened", ())],
        **(errors_of(plan) if plan else {}),
    }


def errors_of(plan: LoadPlan) -> dict[str, Any]:
    """The rows that are wrong: row (from 1), field, and a JSON pointer. The first hundred."""
    if not plan.rejected:
        return {}
    return {
        "rejected": plan.rejected,
        "errors": [
            {
                "row": fault.line,
                "order_no": fault.order_no,
                "field": fault.column,
                "value": fault.value,
                "pointer": pointer_of(fault.line, fault.column),
                "code": fault.code,
                "detail": fault_words(fault),
            }
            for fault in plan.faults[:MOST_ERRORS]
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def _month(value: date) -> str:
    return f"{value:%Y-%m}"
