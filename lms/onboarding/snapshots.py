"""What is kept of the evidence when a gate is passed or a programme ends: plain values, as they were on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from lms.onboarding.queries.journeys import Journey, StageView
from lms.onboarding.rules.gate import Check, Content, Evidence
from lms.onboarding.rules.result import Result, exact


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


def unfinished_of(journey: Journey, stage: StageView) -> dict[str, Any]:
    """The stage under way when a programme ends before its gate: how far each of its contents had come."""
    kept = []
    for check in stage.checks:
        values = {name: str(value) for name, value in check.values.items() if value is not None}
        # What the mentor wrote about work sent back stands with the sign-off; here, how many there were.
        reason = "practical_open" if check.reason == "practical_returned" else check.reason
        kept.append({**_one(journey, check), "reason": reason, "values": values})
    return {"stage": stage.row.code, "contents": kept}


def with_what_was_kept(stage: StageView, result: dict[str, Any] | None) -> StageView:
    """A stage of a programme that is over, with how far it had come where that was kept."""
    unfinished = (result or {}).get("unfinished")
    if unfinished is None or unfinished["stage"] != stage.row.code or stage.passed_at is not None:
        return stage
    known = {(content.kind, content.ref): content for content in stage.row.contents}
    found = [(known.get((kept["kind"], kept["ref"])), kept) for kept in unfinished["contents"]]
    return replace(stage, checks=tuple(_check(content, kept) for content, kept in found if content is not None))


def _check(content: Content, kept: dict[str, Any]) -> Check:
    values = {
        name: exact(value) if name in ("mark", "minimum") else int(value) for name, value in kept["values"].items()
    }
    evidence = Evidence(
        mark=None if kept["mark"] is None else exact(kept["mark"]), done=kept["done"], total=kept["total"],
        complete=kept["met"], on=None if kept["on"] is None else datetime.fromisoformat(kept["on"]),
        record_id=kept["record_id"],
    )  # fmt: skip
    return Check(content, evidence, kept["met"], kept["reason"], values)
