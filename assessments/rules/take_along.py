"""What a sign-off made without network runs into when it arrives: what has happened since the telephone last heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT_FOR = timedelta(hours=36)
"""How long tasks that were taken along stay on a telephone: a day in the field and the way home."""


@dataclass(frozen=True)
class Basis:
    """What the telephone knew when the work was judged: the version of the checklist, the last sign-off of the task, and
    those that the same telephone made before (`own`, by their ids there). `accepted` is the last sign-off that the mentor
    was shown as a conflict and signed all the same."""

    version: int
    last_sign_off: int
    own: frozenset[str] = frozenset()
    accepted: int = 0


@dataclass(frozen=True)
class Later:
    """A sign-off of the task that is on the server."""

    sign_off_id: int
    signer_id: int
    form_token: str
    passed: bool


def news(basis: Basis, signer_id: int, signed: Collection[Later]) -> tuple[Later, ...]:
    """The sign-offs of which the telephone knew nothing, oldest first."""
    seen = max(basis.last_sign_off, basis.accepted)
    unknown = [
        one
        for one in signed
        if one.sign_off_id > seen and not (one.signer_id == signer_id and one.form_token in basis.own)
    ]
    return tuple(sorted(unknown, key=lambda one: one.sign_off_id))


def conflict_codes(basis: Basis, version: int, unknown: Sequence[Later]) -> tuple[str, ...]:
    """What stands between the sign-off and the record, by code. A changed checklist must be judged anew; what others
    signed meanwhile may be signed over once the mentor has seen it."""
    found = ["offline_version_changed"] if basis.version != version else []
    return (*found, *("offline_signed_meanwhile" if one.passed else "offline_returned_meanwhile" for one in unknown))


def may_sign_over(codes: Collection[str]) -> bool:
    """May the mentor sign all the same?"""
    return bool(codes) and set(codes) <= {"offline_signed_meanwhile", "offline_returned_meanwhile"}


def seconds_ahead(device: datetime, server: datetime) -> int:
    """By how many seconds the telephone's clock is ahead of the server's; negative when it is behind."""
    return round((device - server).total_seconds())
