"""`POST /api/work-orders`: a batch of work orders, all of it or nothing unless told otherwise."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lms.api.actions.answers import keep_answer
from lms.api.actions.tokens import Caller
from lms.api.batches import on_disk, own_names
from lms.api.callers import token_with
from lms.api.outcomes import MOST_ERRORS, errors_of, of_load, of_plan
from lms.api.problems import problem
from lms.api.queries.tokens import find_answer
from lms.api.routes import blueprint
from lms.api.rules import (
    KEY,
    LARGEST_BODY,
    MOST_ORDERS,
    Batch,
    BatchFault,
    Scope,
    field_faults,
    may,
    read_batch,
)
from lms.core import clock
from lms.core.db import rollback, transaction
from lms.core.errors import Refusal, RuleBroken, describe
from lms.kpis.queries.profiles import find_profile
from lms.kpis.rules.fields import BY_NAME, NEEDED
from lms.kpis.rules.profiles import Profile, read_profile


@blueprint.post("/api/work-orders")
@token_with(Scope.CHECK)
def take_orders(caller: Caller) -> Any:
    """Check or load a batch. The same request with the same idempotency key gets the same answer and loads nothing again."""
    body = _body()
    if isinstance(body, Response):
        return body
    key = request.headers.get("Idempotency-Key", "").strip()
    if key and not KEY.fullmatch(key):
        return problem(400, "bad-request", _("An idempotency key has 8 to 100 visible ASCII characters."))
    digest = hashlib.sha256(body).hexdigest()
    if key and (before := _before(caller, key, digest)) is not None:
        return before
    batch = _batch(body)
    if isinstance(batch, Response):
        return batch
    if not batch.dry_run and not may(caller.scopes, Scope.LOAD):
        return problem(403, "forbidden", _("The token lacks “%(scope)s”.", scope=Scope.LOAD))
    found = _profile(batch)
    if isinstance(found, Response):
        return found
    rollback()  # the engine reads for a while; nothing is held open meanwhile
    answer = _work(caller, batch, *found, key=key)
    if isinstance(answer, Response):
        return answer
    if key and not batch.dry_run:
        try:
            with transaction():
                keep_answer(token_id=caller.token_id, key=key, request_sha256=digest, answer=answer, at=clock.now())
        except IntegrityError:  # the same request came twice at once, and the other one was noted first
            return _before(caller, key, digest)
    return jsonify(answer)


def _body() -> bytes | Response:
    if request.mimetype != "application/json":
        return problem(415, "wrong-media-type", _("Send the batch with the header “Content-Type: application/json”."))
    request.max_content_length = LARGEST_BODY
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        most = LARGEST_BODY // 1024 // 1024
        detail = _(
            "A batch has at most %(most)s MB and %(orders)s orders. Send several.", most=most, orders=MOST_ORDERS
        )
        return problem(413, "too-large", detail)
    except HTTPException:
        return problem(400, "bad-request", _("The body broke off."))


def _before(caller: Caller, key: str, digest: str) -> Response | None:
    """The answer to the request that used the key first."""
    kept = find_answer(caller.token_id, key)
    if kept is None:
        return None
    if kept.request_sha256 != digest:
        return _conflict()
    response = jsonify(kept.answer)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _conflict() -> Response:
    return problem(409, "conflict", _("Take a new key for each new batch, and the same key only to send it again."))


def _batch(body: bytes) -> Batch | Response:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        return problem(400, "bad-request", " ".join(describe((_unread(error),))))
    batch = read_batch(raw)
    if isinstance(batch, Batch) and batch.profile is None:
        batch = field_faults(batch.orders, BY_NAME, NEEDED) or batch
    if isinstance(batch, Batch):
        return batch
    too_many = any(fault.code == "api_too_many" for fault in batch)
    kind = "too-large" if too_many else "bad-batch"
    return problem(413 if too_many else 422, kind, _words(batch[0]), errors=[_told(f) for f in batch[:MOST_ERRORS]])


def _unread(error: Exception) -> Refusal:
    """Why a body is no JSON, without the reader's own English."""
    if isinstance(error, json.JSONDecodeError):
        return Refusal("api_not_json", {"line": error.lineno, "column": error.colno})
    return Refusal("api_too_deep" if isinstance(error, RecursionError) else "api_not_text", {})


def _words(fault: BatchFault) -> str:
    return " ".join(describe((Refusal(fault.code, dict(fault.values)),)))


def _told(fault: BatchFault) -> dict[str, str]:
    return {"pointer": fault.pointer, "code": fault.code.removeprefix("api_"), "detail": _words(fault)}


def _profile(batch: Batch) -> tuple[Profile, int | None] | Response:
    """The profile that the batch names, or the one of our own names."""
    if batch.profile is None:
        return own_names(batch), None
    saved = find_profile(batch.profile)
    if saved is None:
        return problem(422, "unknown-profile", _("“%(name)s” is no saved profile.", name=batch.profile))
    # Whatever files the profile was made for: this is JSON, in UTF-8, without a heading line.
    profile = replace(read_profile(saved.text), format="jsonl", encoding=None, header_row=1, sheet=None)
    return profile, saved.id


def _work(
    caller: Caller, batch: Batch, profile: Profile, profile_id: int | None, *, key: str
) -> dict[str, Any] | Response:
    from lms.kpis.actions.loading import LoadRejected, check, load
    from lms.kpis.sources.faults import SourceFault

    at = clock.now()
    try:
        with on_disk(batch) as (path, sent):
            plan = check(path, profile, at=at) if batch.dry_run or batch.partial else None
            if batch.dry_run and plan is not None:
                return of_plan(plan)
            row = load(
                path, profile, how="api", actor=caller, at=at, partial=batch.partial, name=f"{profile.source}.jsonl",
                idempotency_key=f"api:{caller.token_id}:{key}" if key else None, profile_id=profile_id,
            )  # fmt: skip
    except SourceFault as fault:
        return problem(422, "unusable-profile", " ".join(describe((Refusal(fault.code, fault.values),))))
    except LoadRejected as rejected:
        refusal = Refusal("api_rejected", {"rejected": rejected.plan.rejected, "rows": rejected.plan.rows})
        return problem(422, "rejected-rows", " ".join(describe((refusal,))), **errors_of(rejected.plan))
    except RuleBroken as broken:
        return problem(503, "busy", " ".join(describe(broken.refusals)), headers={"Retry-After": "5"})
    if row.sha256 != sent:  # the key's load is there, its answer was never noted, and this is another batch
        return _conflict()
    return of_load(row, plan)
