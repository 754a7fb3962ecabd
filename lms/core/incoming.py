"""What comes in from outside before any page sees it: numbers that no row can have, characters that no text may hold."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, request
from flask import Request as FlaskRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST = 2**31 - 1
"""The largest number that an id column takes, on either database."""

LARGEST_TEXT = 2 * 1024 * 1024
"""How many bytes a form without files may have, or JSON: such a body is read into memory at once."""


def whole_number(text: str) -> int:
    """A number that a column can take. Raises ValueError for any other, so that it counts as not given."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text[:40])
    return number


class RowId(IntegerConverter):
    """`<int:…>` in an address: a number beyond what any row can have is an address that does not exist."""

    def to_python(self, value: str) -> int:
        try:
            return whole_number(value)
        except ValueError as error:
            raise ValidationError from error


class Parameters(ImmutableMultiDict[str, Any]):
    """The values of an address or a form, where `type=int` gives only numbers that a column can take."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, whole_number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return super().getlist(key, whole_number if type is int else type)


class Request(FlaskRequest):
    """A request with such parameters, and a limit of its own for bodies without files."""

    parameter_storage_class = Parameters

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.mimetype in ("application/x-www-form-urlencoded", "application/json"):
            self.max_content_length = LARGEST_TEXT


def _holds_nul() -> bool:
    if request.mimetype == "application/json":  # no form; what JSON holds is judged by whoever reads it
        return "\0" in request.path or any("\0" in text for pair in request.args.items(multi=True) for text in pair)
    texts = [request.path, *request.args, *request.form]
    for values in (request.args, request.form):
        texts += [value for _name, some in values.lists() for value in some]
    texts += [upload.filename or "" for _name, some in request.files.lists() for upload in some]
    return any("\0" in text for text in texts)


def install(app: Flask) -> None:
    """Before the packages' routes: the converter, the request, the refusal of NUL (PostgreSQL keeps none in a text)."""
    app.url_map.converters["int"] = RowId
    app.request_class = Request

    @app.before_request
    def refuse_nul() -> None:
        if _holds_nul():
            abort(400)
