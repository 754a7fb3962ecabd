"""The addresses of eligibility as the description for programs says them."""

from __future__ import annotations

from typing import Any

from certificates.eligibility.rules import Why
from certificates.rules.unlocks import JOB, PRODUCT_LINES

_TEXT, _DAY, _WHOLE = {"type": "string"}, {"type": ["string", "null"], "format": "date"}, {"type": ["integer", "null"]}
_MAYBE = {"type": ["string", "null"]}
_REASON = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "code": {"type": "string", "enum": [str(why) for why in Why]},
        "detail": _TEXT, "scheme": _MAYBE, "tier_needed": _WHOLE, "tier_held": _WHOLE, "certificate": _MAYBE, "until": _DAY,
    },
}  # fmt: skip
ELIGIBILITY_SCHEMAS: dict[str, Any] = {
    "Eligibility": {
        "type": "object",
        "required": ["person", "job", "eligible", "until", "reasons"],
        "properties": {
            "person": {**_TEXT, "description": "The employee number."}, "job": _TEXT,
            "product_line": {"type": ["string", "null"], "enum": [*PRODUCT_LINES, None]}, "on": _DAY,
            "eligible": {"type": "boolean"},
            "until": {**_DAY, "description": "The last day on which a yes holds as things are now."},
            "reasons": {"type": "array", "items": _REASON},
        },
    },
    "EligiblePeople": {
        "type": "object",
        "required": ["job", "people", "after"],
        "properties": {
            "job": _TEXT, "product_line": {"type": ["string", "null"]}, "on": _DAY,
            "people": {
                "type": "array",
                "items": {"type": "object", "properties": {"person": _TEXT, "until": _DAY}, "required": ["person"]},
            },
            "after": {**_MAYBE, "description": "Where there are more: ask again with it as `after`."},
        },
    },
}  # fmt: skip
_QUESTION = (
    ("job", True, "The kind of work, as tiers name it.", {"type": "string", "pattern": f"^{JOB.pattern}$"}),
    ("product", False, "Only for this product line.", {"type": "string", "enum": list(PRODUCT_LINES)}),
    ("on", False, "On this day; else today.", {"type": "string", "format": "date"}),
)


def eligibility_paths() -> dict[str, Any]:
    """Both addresses."""
    return {
        "/api/eligibility": {"get": _operation(
            "eligibility", "May this person do that work?", "Eligibility",
            ("person", True, "The employee number.", {"type": "string"}), also={"404": "Nobody has this number."},
        )},
        "/api/eligible-people": {"get": _operation(
            "eligiblePeople", "Everybody who may do a kind of work", "EligiblePeople",
            ("after", False, "The last employee number of the answer before.", {"type": "string"}), also={},
        )},
    }  # fmt: skip


def _operation(
    name: str, summary: str, schema: str, first: tuple[str, bool, str, dict[str, Any]], *, also: dict[str, str]
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wrong = {
        "401": "No token, or one that does not work.", "403": "The token does not allow this.", **also,
        "422": "No tier unlocks such work, or the question cannot be read.", "429": "Too many requests a minute.",
    }  # fmt: skip
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [
            {"name": key, "in": "query", "required": needed, "description": text, "schema": kind}
            for key, needed, text, kind in (first, *_QUESTION)
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
            },
            **{code: {"description": text, "content": problem} for code, text in sorted(wrong.items())},
        },
    }
