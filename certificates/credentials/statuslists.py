"""The status lists as they are published: signed copies, made anew as soon as what they say is no longer what the register
says.

A decision, an award or a renewal is seen at once; what begins by date, or through an exam that was not passed in time,
within a minute; and each list is signed anew every day, so that an old copy runs out. Nothing has to be told: whoever asks
for a list gets one that was just compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from certificates.credentials.bitstrings import list_document, pack
from certificates.credentials.documents import REVOCATION, SUSPENSION, list_url
from certificates.credentials.identity import did_of
from certificates.credentials.issue import public_url, signed
from certificates.credentials.models import IssuedCredential, StatusListCopy
from certificates.models import Certificate, CertificateDecision
from certificates.queries.effects import effects_on
from certificates.queries.standing import has_status
from certificates.rules.status import Status
from lms.core import clock
from lms.core.db import db, own_transaction, rollback
from lms.core.errors import NotFound

PURPOSES = (REVOCATION, SUSPENSION)
COMPARED_EVERY = timedelta(minutes=1)
SIGNED_EVERY = timedelta(days=1)
_SET = {
    REVOCATION: (Status.WITHDRAWN, Status.SUPERSEDED, Status.SUSPENDED),
    SUSPENSION: (Status.SUSPENDED,),
}
"""While a certificate is suspended both bits are set, since Open Badges 3.0 lets a credential name one list only, and a
machine that knows one must not accept it."""


@dataclass(frozen=True)
class StatusList:
    """A list as it is given out."""

    text: str
    signed_at: datetime


def get_list(number: int, purpose: str, *, at: datetime) -> StatusList:
    """A status list, true at this moment. Not inside a writing transaction. Raises NotFound."""
    if purpose not in PURPOSES or not 1 <= number <= last_list():
        raise NotFound
    copy = db.session.get(StatusListCopy, (number, purpose))
    facts = _facts()
    if copy is not None and copy.facts == facts and at - copy.checked_at < COMPARED_EVERY:
        return StatusList(copy.signed, copy.signed_at)
    encoded = pack(_places(number, purpose))
    if copy is not None and at - copy.signed_at < SIGNED_EVERY and _encoded(copy.signed) == encoded:
        text, signed_at = copy.signed, copy.signed_at
    else:
        address = list_url(public_url(), number, purpose)
        document = list_document(encoded, address=address, purpose=purpose, issuer=did_of(public_url()), at=at)
        text, signed_at = signed(document, at=at), at
    _keep(number, purpose, facts, text, signed_at=signed_at, at=at)
    return StatusList(text, signed_at)


def refresh_lists(*, at: datetime) -> int:
    """Bring every list up to date. Returns how many there are."""
    lists = last_list()
    for number in range(1, lists + 1):
        for purpose in PURPOSES:
            get_list(number, purpose, at=at)
            rollback()
    return lists


def last_list() -> int:
    """The number of the newest list; there is one from the beginning."""
    return db.session.scalar(select(func.max(IssuedCredential.list_number))) or 1


def _places(number: int, purpose: str) -> list[int]:
    """The places that are set today."""
    today = clock.today()
    effects = effects_on(today)
    conditions: list[ColumnElement[bool]] = [has_status(status, today, effects) for status in _SET[purpose]]
    query = (
        select(IssuedCredential.list_index)
        .join(Certificate, Certificate.id == IssuedCredential.certificate_id)
        .where(IssuedCredential.list_number == number, or_(*conditions))
    )
    return list(db.session.scalars(query))


def _facts() -> str:
    """What a list rests on, in short: it grows with every decision, certificate and credential."""
    counts = select(
        select(func.max(CertificateDecision.id)).scalar_subquery(),
        select(func.max(Certificate.id)).scalar_subquery(),
        select(func.count()).select_from(IssuedCredential).scalar_subquery(),
    )
    return ".".join(str(count or 0) for count in db.session.execute(counts).one())


def _encoded(text: str) -> str:
    encoded: str = json.loads(text)["credentialSubject"]["encodedList"]
    return encoded


def _keep(number: int, purpose: str, facts: str, text: str, *, signed_at: datetime, at: datetime) -> None:
    same = (StatusListCopy.number == number, StatusListCopy.purpose == purpose)
    values = {"facts": facts, "signed": text, "signed_at": signed_at, "checked_at": at}
    with own_transaction() as connection:
        if not connection.execute(update(StatusListCopy).where(*same).values(**values)).rowcount:
            connection.execute(insert(StatusListCopy).values(number=number, purpose=purpose, **values))
