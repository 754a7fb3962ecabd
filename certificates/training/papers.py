"""Training certificates on paper: each is rendered and sealed once, kept, and given out again as the very same file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import insert, select, update

from certificates.designs.design import Layout
from certificates.designs.queries import design_id_in, designs_of
from certificates.erasing import is_erased
from certificates.keys.sealer import Sealer
from certificates.keys.sealing import load_sealer
from certificates.pdf.design import Sheet, fonts_for
from certificates.pdf.faces import TrainingFace
from certificates.printing.job import Run, print_sheet
from certificates.training.faces import face_of
from certificates.training.models import TrainingCertificate, TrainingPaper
from lms.core.db import db, own_transaction
from lms.core.errors import Refusal, RuleBroken
from lms.core.files import store
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import AttachedFile
from lms.core.pdf.fonts import missing_characters, refuse_missing

log = structlog.get_logger(__name__)
FACTS_FILE = "certificate.json"


def facts_of(face: TrainingFace) -> dict[str, object]:
    """What a training certificate says, for programs."""
    return {
        "number": face.number,
        "verify": face.verify_url,
        "name_zh": face.name_zh,
        "name_latin": face.name_latin,
        "course": face.course.as_dict(),
        "hours": face.hours,
        "first_day": face.first_day.isoformat(),
        "last_day": face.last_day.isoformat(),
        "issued_on": face.issued_on.isoformat(),
        "attended": face.attended,
        "organisation": face.organisation.as_dict(),
    }


def sheets_of(certificates: Sequence[TrainingCertificate]) -> dict[int, Sheet]:
    """Some in the designs in which they were issued, by id."""
    designs = designs_of([one.face for one in certificates], Layout.TRAINING)
    return {one.id: Sheet(face_of(one), designs[design_id_in(one.face, Layout.TRAINING)]) for one in certificates}


def sheet_of(certificate: TrainingCertificate) -> Sheet:
    """One in the design in which it was issued."""
    return sheets_of([certificate])[certificate.id]


def unprintable(certificate: TrainingCertificate) -> tuple[str, ...]:
    """The characters that no font can show."""
    return missing_characters(sheet_of(certificate).text)


def paper_of(certificate: TrainingCertificate, *, at: datetime) -> bytes:
    """The PDF, made now where there is none yet. Raises MissingGlyph naming the characters, RuleBroken where the holder's data
    were erased."""
    if is_erased(certificate.face):
        raise RuleBroken(Refusal("certificate_erased"))
    papers = papers_of([certificate], at=at)
    if certificate.id not in papers:
        refuse_missing(sheet_of(certificate).text)
        raise RuleBroken(Refusal("paper_not_made"))
    return papers[certificate.id]


def papers_of(
    certificates: Sequence[TrainingCertificate], *, at: datetime, after_each: Callable[[], None] = lambda: None
) -> dict[int, bytes]:
    """The PDFs of some by id; those that are not there yet share their fonts. What cannot be printed, and
    whose data were erased, is left out."""
    sheets = sheets_of([one for one in certificates if not is_erased(one.face)])
    recipes = {number: sheet.recipe for number, sheet in sheets.items()}
    papers = _kept(recipes)
    wanted = {n: sheet for n, sheet in sheets.items() if n not in papers and not missing_characters(sheet.text)}
    if wanted:
        sealer = load_sealer()
        with fonts_for(wanted.values()) as batch:
            for number, sheet in wanted.items():
                try:
                    content = _sealed(sealer, sheet, batch, at)
                except Exception:  # whatever the renderer trips over concerns this one alone
                    log.exception("training certificate not rendered", certificate=number)
                else:
                    papers[number] = _keep(number, recipes[number], content, at=at)
                after_each()
    return papers


def _sealed(sealer: Sealer, sheet: Sheet, batch: FontBatch, at: datetime) -> bytes:
    assert isinstance(sheet.face, TrainingFace)
    facts = json.dumps(facts_of(sheet.face), ensure_ascii=False, indent=1, sort_keys=True).encode()
    attached = AttachedFile(FACTS_FILE, facts, "The certificate as data")
    return print_sheet(sheet, Run(batch, sealer, at), [attached])


def _kept(recipes: dict[int, str]) -> dict[int, bytes]:
    rows = db.session.execute(
        select(TrainingPaper.certificate_id, TrainingPaper.sha256, TrainingPaper.recipe).where(
            TrainingPaper.certificate_id.in_(recipes)
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
    same = (TrainingPaper.certificate_id == certificate_id, TrainingPaper.recipe == recipe)
    store().put(sha256, content)
    values = {"certificate_id": certificate_id, "recipe": recipe, "sha256": sha256, "made_at": at}
    with own_transaction() as connection:
        own = select(TrainingCertificate.id).where(TrainingCertificate.id == certificate_id)
        connection.execute(own.with_for_update())
        first = connection.scalar(select(TrainingPaper.sha256).where(*same))
        if first is None:
            connection.execute(insert(TrainingPaper).values(**values))
            return content
    try:
        return store().get(first)
    except FileNotFoundError:
        with own_transaction() as connection:
            connection.execute(update(TrainingPaper).where(*same).values(sha256=sha256))
        return content
