"""The description of the API for programs: OpenAPI, made of the same lists that the code reads."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from lms.api.eligibility_description import ELIGIBILITY_SCHEMAS, eligibility_paths
from lms.api.routes import blueprint
from lms.api.rules import CALLS_A_MINUTE, KEY, LARGEST_BODY, MOST_ORDERS
from lms.core.access import public
from lms.kpis.rules.fields import FIELDS, NEEDED, Field

_SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "moment": {"type": "string", "format": "date-time", "description": "RFC 3339; without an offset it is UTC."},
    "flag": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
}


@blueprint.get("/api/openapi.json")
@public
def openapi() -> Response:
    """The description; it tells nothing that only some may know."""
    return jsonify(describe_api(request.url_root.rstrip("/")))


def _schema(field: Field) -> dict[str, Any]:
    schema = dict(_SCHEMAS[field.kind])
    for key, value in (("maxLength", field.longest), ("minimum", field.least), ("maximum", field.most)):
        if value is not None:
            schema[key] = value
    if field.name == "priority":
        schema["enum"] = ["P0", "P1", "P2", "P3"]
    if field.name not in NEEDED:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return schema


def describe_api(server: str) -> dict[str, Any]:
    """The whole description, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shifu API",
            "version": "1",
            "description": "Work orders in, batch by batch; who may do which work.",
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": {"/api/work-orders": {"post": _operation()}, **eligibility_paths()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Order": _order(),
                "Batch": _batch(),
                "Outcome": _outcome(),
                "Problem": _problem(),
                **ELIGIBILITY_SCHEMAS,
            },
        },
    }


def _order() -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(NEEDED),
        "properties": {field.name: _schema(field) for field in FIELDS},
        "additionalProperties": False,
    }


def _batch() -> dict[str, Any]:
    name = {"type": "string", "minLength": 1, "maxLength": 80}
    return {
        "type": "object",
        "required": ["orders"],
        "properties": {
            "orders": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_ORDERS,
                "description": "With `source`: orders by our own names. With `profile`: objects as the profile reads them.",
                "items": {"anyOf": [{"$ref": "#/components/schemas/Order"}, {"type": "object"}]},
            },
            "source": {
                **name,
                "description": "The system the orders come from; an order is known by source and order_no.",
            },
            "profile": {**name, "description": "A saved profile; its newest version is used, and its source."},
            "partial": {
                "type": "boolean",
                "default": False,
                "description": "Load the good rows although others are wrong.",
            },
            "dry_run": {"type": "boolean", "default": False, "description": "Only say what would happen."},
        },
        "oneOf": [{"required": ["source"]}, {"required": ["profile"]}],
        "additionalProperties": False,
    }


def _outcome() -> dict[str, Any]:
    counts = ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")
    month = {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}}
    return {
        "type": "object",
        "required": ["dry_run", "source", *counts],
        "properties": {
            "dry_run": {"type": "boolean"},
            "load": {"type": "integer", "description": "The number of the load; not in a dry run."},
            "source": {"type": "string"},
            **{name: {"type": "integer"} for name in counts},
            "first_opened_at": {"type": ["string", "null"], "format": "date-time"},
            "last_opened_at": {"type": ["string", "null"], "format": "date-time"},
            "months": month,
            "reopened_months": {**month, "description": "Months that were over and whose figures changed."},
            "errors": {"type": "array", "items": _error()},
        },
    }


def _error() -> dict[str, Any]:
    texts = ("order_no", "field", "value", "pointer", "code", "detail")
    return {
        "type": "object",
        "required": ["pointer", "code", "detail"],
        "properties": {
            "row": {"type": "integer", "minimum": 1, "description": "The order's place in the batch, from 1."},
            **{name: {"type": "string"} for name in texts},
        },
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": _error()},
        },
    }


def _operation() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wrong = {
        "400": "The body is not JSON, or the key is no key.",
        "401": "No token, or one that does not work.",
        "403": "The token does not allow this.",
        "409": "The idempotency key was used for another request.",
        "413": f"More than {MOST_ORDERS} orders or {LARGEST_BODY // 1024 // 1024} MB.",
        "415": "Not JSON.",
        "422": "The batch has the wrong shape, or rows are wrong and nothing was loaded.",
        "429": f"More than {CALLS_A_MINUTE} requests a minute; `Retry-After` says when to go on.",
        "503": "Other loads of the source are under way; try again.",
    }
    return {
        "operationId": "takeOrders",
        "summary": "Check or load a batch of work orders",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "New for each batch, the same when the batch is sent again: it is then loaded once.",
                "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
        },
        "responses": {
            "200": {
                "description": "What was done, or would be done.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Outcome"}}},
            },
            **{code: {"description": text, "content": problem} for code, text in wrong.items()},
        },
    }
