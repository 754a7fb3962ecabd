"""What a telephone sends that was signed without network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from assessments.forms.practicals import COMMENT_LENGTH
from assessments.rules.take_along import Basis

_ID = re.compile(r"[0-9a-f-]{8,40}")


@dataclass(frozen=True)
class Sent:
    """One sign-off as it came in. `device_at` is when it was signed and `device_now` when it was sent, both by the
    telephone's clock."""

    client_id: str
    learner_id: int
    task_code: str
    basis: Basis
    mode: str
    passed: bool
    comment: str
    work_order: str
    performed_on: date
    device_at: datetime
    device_now: datetime


def read_sent() -> Sent | None:
    """The sign-off in the request; None where it is not whole or something in it is not what it should be."""
    form = request.form
    try:
        sent = Sent(
            client_id=form["client_id"],
            learner_id=int(form["learner_id"]),
            task_code=form["task_code"],
            basis=Basis(
                version=int(form["version"]),
                last_sign_off=int(form["last_sign_off"]),
                own=frozenset(form.get("own", "").split()),
                accepted=int(form.get("accepted") or 0),
            ),
            mode=form["mode"],
            passed={"pass": True, "return": False}[form["decision"]],
            comment=form.get("comment", "").strip(),
            work_order=form.get("work_order", "").strip(),
            performed_on=date.fromisoformat(form["performed_on"]),
            device_at=datetime.fromisoformat(form["device_at"]),
            device_now=datetime.fromisoformat(form["device_now"]),
        )
    except (KeyError, ValueError, OverflowError):
        return None
    is_whole = (
        _ID.fullmatch(sent.client_id)
        and sent.device_at.tzinfo
        and sent.device_now.tzinfo
        and len(sent.comment) <= COMMENT_LENGTH
        and len(sent.work_order) <= 60
        and 0 < sent.learner_id < 2**31
        and abs(sent.device_now.timestamp()) < 2**33
    )
    return sent if is_whole else None
