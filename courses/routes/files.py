"""Pictures, videos and papers of courses."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, request, send_file
from flask_login import current_user

from courses.queries.lessons import get_asset
from courses.routes import blueprint
from lms.core.access import Permission, requires
from lms.core.errors import NotFound
from lms.core.files import store

_DAY = 86400
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'"


@blueprint.get("/courses/<code>/assets/<name>")
@requires(Permission.SEE_COURSES)
def asset(code: str, name: str) -> Any:
    """One file. Parts of it are sent where asked for, since phones play video in no other way; never shown as a page."""
    row = get_asset(code, name, request.args.get("v", ""), drafts=Permission.MANAGE_COURSES in current_user.permissions)
    if row.sha256 in request.if_none_match:
        response = Response(status=304)
        response.set_etag(row.sha256)
    else:
        response = send_file(
            _source(row.sha256),
            mimetype=row.content_type,
            conditional=True,
            etag=row.sha256,
            as_attachment=row.content_type == "application/pdf",
            download_name=row.name,
        )
    response.headers["Cache-Control"] = f"private, max-age={_DAY}"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _source(sha256: str) -> Any:
    """The file itself where the store is a folder, so that a long video is never read into memory; else its content."""
    kept = store()
    protocol = kept.filesystem.protocol
    if "file" in ((protocol,) if isinstance(protocol, str) else protocol):
        if not kept.filesystem.exists(kept.path(sha256)):
            raise NotFound
        return kept.path(sha256)
    try:
        return io.BytesIO(kept.get(sha256))
    except FileNotFoundError as error:
        raise NotFound from error
