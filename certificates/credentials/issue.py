"""Issuing credentials: each is signed once, kept, and given out again as the very same text."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from flask import current_app
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from certificates.credentials.documents import Place, credential_document
from certificates.credentials.identity import did_of, method_of
from certificates.credentials.models import CertificateErasure, IssuedCredential
from certificates.credentials.proofs import Document, sign
from certificates.faces import face_of
from certificates.keys.keeping import key_in_use, private_half
from certificates.keys.making import Purpose
from certificates.models import Certificate
from lms.core import clock
from lms.core.db import db, own_transaction

LIST_LENGTH = 131_072
DRAWN_AT_ONCE = 500
FULL = LIST_LENGTH // 2
"""Half a list stays free, so that a place drawn by lot is found at once and says nothing about how many there are."""


class Erased(LookupError):
    """The holder's data were erased, and the credential with them."""


def credential_for(certificate: Certificate) -> bytes:
    """The signed credential of a certificate, made now where there is none. Not inside a writing transaction.
    Raises Erased."""
    return credentials_for([certificate])[certificate.id]


def credentials_for(certificates: Sequence[Certificate]) -> dict[int, bytes]:
    """The signed credentials of many certificates by id: those missing are signed together. Not inside a writing
    transaction. Raises Erased."""
    ids = [certificate.id for certificate in certificates]
    found = _kept(ids)
    missing = [certificate for certificate in certificates if certificate.id not in found]
    if missing:
        found |= _issue(missing, at=clock.now())
    return {number: found[number].encode() for number in ids}


def signed(document: Document, *, at: datetime) -> str:
    """A document of ours with the proof of the key in use, as text."""
    key = key_in_use(Purpose.CREDENTIAL, at=at)
    private = load_der_private_key(private_half(key) or b"", None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("Credentials are signed with Ed25519.")
    method = method_of(did_of(public_url()), key.kid)
    return json.dumps(sign(document, key=private, method=method, at=at), ensure_ascii=False, indent=1)


def public_url() -> str:
    """The address under which this installation is known."""
    address: str = current_app.extensions["settings"].public_url
    return address


def _kept(ids: Collection[int]) -> dict[int, str]:
    query = select(IssuedCredential.certificate_id, IssuedCredential.signed).where(
        IssuedCredential.certificate_id.in_(ids)
    )
    return {number: text for number, text in db.session.execute(query) if text is not None}


def _issue(certificates: Sequence[Certificate], *, at: datetime) -> dict[int, str]:
    """Draw places, sign outside the transaction, keep; where somebody else was faster, theirs counts."""
    ids = [certificate.id for certificate in certificates]
    key_in_use(Purpose.CREDENTIAL, at=at)
    settings = current_app.extensions["settings"]
    with own_transaction() as connection:
        _draw_places(connection, ids, at=at)
        places = {row.certificate_id: row for row in connection.execute(_rows(ids))}
    texts = {
        certificate.id: signed(
            credential_document(
                face_of(certificate), certificate.tier, code=certificate.code,
                place=Place(places[certificate.id].list_number, places[certificate.id].list_index),
                salt=places[certificate.id].salt, public_url=settings.public_url, zone=settings.zone,
            ),
            at=at,
        )
        for certificate in certificates
    }  # fmt: skip
    with own_transaction() as connection:
        connection.execute(
            update(IssuedCredential)
            .where(IssuedCredential.certificate_id == bindparam("of"), IssuedCredential.signed.is_(None))
            .values(signed=bindparam("text"), issued_at=at),
            [{"of": number, "text": text} for number, text in texts.items()],
        )
        return {row.certificate_id: row.signed for row in connection.execute(_rows(ids))}


def _rows(ids: Collection[int]):  # type: ignore[no-untyped-def]
    return select(IssuedCredential.__table__).where(IssuedCredential.certificate_id.in_(ids))


def _draw_places(connection: Connection, ids: Sequence[int], *, at: datetime) -> None:
    """A free place for each that has none, drawn by lot. The certificates' rows are held meanwhile."""
    held = select(Certificate.id).where(Certificate.id.in_(ids)).order_by(Certificate.id).with_for_update()
    connection.execute(held)
    if connection.scalar(select(CertificateErasure.certificate_id).where(CertificateErasure.certificate_id.in_(ids))):
        raise Erased
    placed = set(
        connection.execute(
            select(IssuedCredential.certificate_id).where(IssuedCredential.certificate_id.in_(ids))
        ).scalars()
    )
    new = [number for number in ids if number not in placed]
    places = _free_places(connection, len(new))
    if new:
        connection.execute(
            insert(IssuedCredential),
            [
                {
                    "certificate_id": number, "list_number": place.number, "list_index": place.index,
                    "salt": secrets.token_urlsafe(16), "signed": None, "issued_at": at,
                }
                for number, place in zip(new, places, strict=True)
            ],
        )  # fmt: skip


def _free_places(connection: Connection, count: int) -> list[Place]:
    """As many free places: in the last list as long as half of it is free, then in a new one."""
    last = connection.scalar(select(func.max(IssuedCredential.list_number))) or 1
    in_list = select(func.count()).where(IssuedCredential.list_number == last)
    used = connection.scalar(in_list) or 0
    found: list[Place] = []
    while len(found) < count:
        free = FULL - used
        if free <= 0:
            last, used = last + 1, 0
            continue
        drawn = _draw(connection, last, min(free, count - len(found)))
        found += [Place(last, index) for index in drawn]
        used += len(drawn)
    return found


def _draw(connection: Connection, number: int, count: int) -> list[int]:
    """Places of a list that nobody has, drawn by lot; few at a time, for a statement takes so many values."""
    wanted: dict[int, None] = {}
    while len(wanted) < min(count, DRAWN_AT_ONCE):
        wanted[secrets.randbelow(LIST_LENGTH)] = None
    taken = select(IssuedCredential.list_index).where(
        IssuedCredential.list_number == number, IssuedCredential.list_index.in_(wanted)
    )
    for index in connection.execute(taken).scalars():
        del wanted[index]
    return list(wanted)
