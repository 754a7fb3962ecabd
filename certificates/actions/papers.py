"""Certificates on paper: each is rendered once, kept, and given out again as the very same file.

What was rendered is written down on a connection of its own, so that a download (a GET, which may not write) keeps it and
a killed export finds again what it had made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import structlog
from sqlalchemy import insert, select, update

from certificates.faces import face_of
from certificates.models import Certificate, CertificatePaper
from certificates.pdf.design import certificate_batch, plain_sheet, render_certificate, unprintable_characters
from certificates.pdf.faces import CertificateFace
from lms.core.db import db, own_transaction
from lms.core.files import store
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import AttachedFile
from lms.core.pdf.fonts import refuse_missing

log = structlog.get_logger(__name__)
FACTS_FILE = "certificate.json"
_HOME = Path(__file__).resolve().parents[1]


def facts_of(face: CertificateFace) -> dict[str, object]:
    """What a certificate says, for programs."""
    return {
        "number": face.number,
        "verify": face.verify_url,
        "name_zh": face.name_zh,
        "name_latin": face.name_latin,
        "title": face.title.as_dict(),
        "tier": face.tier.as_dict(),
        "tier_level": face.tier_level,
        "product_line": face.product_line.as_dict(),
        "field_of_work": face.field_of_work.as_dict(),
        "issued_on": face.issued_on.isoformat(),
        "expires_on": face.expires_on.isoformat() if face.expires_on else None,
        "organisation": face.organisation.as_dict(),
    }


def paper_of(certificate: Certificate, *, at: datetime) -> bytes:
    """The PDF of a certificate, made now where there is none yet. Raises MissingGlyph naming the characters."""
    papers = papers_of([certificate], at=at)
    if certificate.id not in papers:
        refuse_missing(plain_sheet(face_of(certificate)).text)
        raise RuntimeError(f"certificate {certificate.id} cannot be rendered")
    return papers[certificate.id]


def papers_of(
    certificates: Sequence[Certificate], *, at: datetime, after_each: Callable[[], None] = lambda: None
) -> dict[int, bytes]:
    """The PDFs of some certificates by id; those that are not there yet share their fonts, which is four times faster.
    Those that cannot be printed are left out, so that one does not stop the rest. `after_each` is called after each that
    had to be rendered, in no writing transaction."""
    faces = {certificate.id: face_of(certificate) for certificate in certificates}
    recipes = {number: recipe_of(face) for number, face in faces.items()}
    papers = _kept(recipes)
    wanted = {n: face for n, face in faces.items() if n not in papers and not unprintable_characters(face)}
    if wanted:
        with certificate_batch(wanted.values()) as batch:
            for number, face in wanted.items():
                try:
                    content = _render(face, batch)
                except Exception:  # whatever the renderer trips over concerns this one alone
                    log.exception("certificate not rendered", certificate=number)
                else:
                    papers[number] = _keep(number, recipes[number], content, at=at)
                after_each()
    return papers


def recipe_of(face: CertificateFace) -> str:
    """What a paper is made from: the face and the design. The same recipe always gives out the same file."""
    said = json.dumps([facts_of(face), face.signatory_name.as_dict(), face.signatory_title.as_dict(), face.demo])
    return hashlib.sha256(f"{_design()}\0{said}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _design() -> str:
    parts = [*sorted(_HOME.glob("pdf/*.py")), *sorted(_HOME.glob("templates/certificates/pdf/*"))]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def _render(face: CertificateFace, batch: FontBatch) -> bytes:
    content = json.dumps(facts_of(face), ensure_ascii=False, indent=1, sort_keys=True).encode()
    return render_certificate(face, batch, attachments=[AttachedFile(FACTS_FILE, content, "The certificate as data")])


def _kept(recipes: dict[int, str]) -> dict[int, bytes]:
    rows = db.session.execute(
        select(CertificatePaper.certificate_id, CertificatePaper.sha256, CertificatePaper.recipe).where(
            CertificatePaper.certificate_id.in_(recipes)
        )
    )
    papers = {}
    for certificate_id, sha256, recipe in rows.all():
        if recipe == recipes[certificate_id]:
            try:
                papers[certificate_id] = store().get(sha256)
            except FileNotFoundError:  # the store lost it: it is made again
                continue
    return papers


def _keep(certificate_id: int, recipe: str, content: bytes, *, at: datetime) -> bytes:
    """Keep a paper and give back the one that counts: where somebody else was faster, theirs."""
    sha256 = hashlib.sha256(content).hexdigest()
    same = (CertificatePaper.certificate_id == certificate_id, CertificatePaper.recipe == recipe)
    store().put(sha256, content)
    with own_transaction() as connection:
        connection.execute(select(Certificate.id).where(Certificate.id == certificate_id).with_for_update())
        first = connection.scalar(select(CertificatePaper.sha256).where(*same))
        if first is None:
            connection.execute(
                insert(CertificatePaper).values(certificate_id=certificate_id, recipe=recipe, sha256=sha256, made_at=at)
            )
            return content
    try:
        return store().get(first)
    except FileNotFoundError:
        with own_transaction() as connection:
            connection.execute(update(CertificatePaper).where(*same).values(sha256=sha256))
        return content
