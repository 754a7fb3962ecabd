"""What is kept of the evidence when a gate is passed or a programme ends: plain values, as they were on that day."""

from __future__ import annotations

from typing import Any

from lms.onboarding.queries.journeys import Journey
from lms.onboarding.rules.gate import Check
from lms.onboarding.rules.result import Result


def evidence_of(journey: Journey, checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """Each content with what it rested on."""
    return [_one(journey, check) for check in checks]


def _one(journey: Journey, check: Check) -> dict[str, Any]:
    content, evidence = check.content, check.evidence
    title = journey.title_of(content)
    return {
        "kind": content.kind,
        "ref": content.ref,
        "part": content.part,
        "minimum": None if content.minimum is None else str(content.minimum),
        "title": title.as_dict() if title else None,
        "met": check.met,
        "mark": None if evidence.mark is None else str(evidence.mark),
        "done": evidence.done,
        "total": evidence.total,
        "on": None if evidence.on is None else evidence.on.isoformat(),
        "record_id": evidence.record_id,
    }


def result_of(journey: Journey, result: Result | None, checks: tuple[Check, ...]) -> dict[str, Any]:
    """The figure with its parts, and the evidence of each."""
    if result is None:
        return {}
    return {
        "figure": None if result.figure is None else str(result.figure),
        "pass_mark": str(result.pass_mark),
        "verdict": result.verdict,
        "parts": [
            {
                "part": part.part,
                "weight": str(part.weight),
                "minimum": str(part.minimum),
                "mark": None if part.mark is None else str(part.mark),
                "contribution": None if part.contribution is None else str(part.contribution),
                "refused": part.is_refused,
            }
            for part in result.parts
        ],
        "evidence": evidence_of(journey, checks),
    }
