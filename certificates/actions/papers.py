"""Certificates on paper: each is rendered and sealed once, kept, and given out again as the very same file.

What was rendered is written down on a connection of its own, so that a download (a GET, which may not write) keeps it and
a killed export finds again what it had made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert, select, update

from certificates.credentials.issue import Erased, credentials_for
from certificates.credentials.models import CertificateErasure
from certificates.designs.design import Languages, Layout
from certificates.designs.queries import design_id_in, design_in, designs_of, get_design
from certificates.faces import face_of
from certificates.keys.sealing import load_sealer
from certificates.models import Certificate, CertificatePaper
from certificates.pdf.design import Sheet, fonts_for
from certificates.printing.job import Copy, Printed, Run
from certificates.printing.pool import Press
from lms.core.db import db, own_transaction
from lms.core.errors import Refusal, RuleBroken
from lms.core.files import store
from lms.core.pdf.document import AttachedFile
from lms.core.pdf.fonts import missing_characters, refuse_missing

log = structlog.get_logger(__name__)
CREDENTIAL_FILE = "credential.json"


@dataclass(frozen=True)
class Wish:
    """Which paper of a certificate is wanted: the page or the card, as issued, or in another design or language."""

    layout: Layout = Layout.PAGE
    languages: Languages | None = None
    design_id: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"layout": str(self.layout), "languages": self.languages, "design_id": self.design_id}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Wish:
        """From what a job kept."""
        spoken = kept.get("languages")
        return cls(
            Layout(kept.get("layout", Layout.PAGE)), Languages(spoken) if spoken else None, kept.get("design_id")
        )


AS_ISSUED = Wish()


def paper_of(certificate: Certificate, *, at: datetime, wish: Wish = AS_ISSUED) -> bytes:
    """The PDF of a certificate, made now where there is none yet. Raises MissingGlyph naming the characters,
    RuleBroken where the holder's data were erased."""
    papers = papers_of([certificate], at=at, wish=wish)
    if certificate.id not in papers:
        if db.session.get(CertificateErasure, certificate.id) is not None:
            raise RuleBroken(Refusal("certificate_erased"))
        refuse_missing(sheets_of([certificate], wish)[certificate.id].text)
        raise RuleBroken(Refusal("paper_not_made"))
    return papers[certificate.id]


def papers_of(
    certificates: Sequence[Certificate], *, at: datetime, wish: Wish = AS_ISSUED,
    after_each: Callable[[], None] = lambda: None,
) -> dict[int, bytes]:  # fmt: skip
    """The PDFs of a few certificates by id. Those that cannot be printed are left out, so that one does not stop the rest.
    `after_each` is called after each that had to be rendered, in no writing transaction."""
    with Press() as press:
        kept: dict[int, str] = {}
        for made in make_papers(certificates, at=at, wish=wish, press=press):
            kept |= made.papers
            for _ in range(made.new):
                after_each()
    return {number: store().get(sha256) for number, sha256 in kept.items()}


@dataclass(frozen=True)
class Made:
    """Some papers that are there now, as the file store knows them, and how many of them are new."""

    papers: Mapping[int, str]
    new: int = 0


def make_papers(
    certificates: Sequence[Certificate], *, at: datetime, wish: Wish = AS_ISSUED, press: Press
) -> Iterator[Made]:
    """See to it that the papers of some certificates are there: first those that were made before, then portion by portion
    those that are printed now. Whatever cannot be printed is missing in the end. In no writing transaction."""
    sheets = sheets_of(certificates, wish)
    recipes = {number: sheet.recipe for number, sheet in sheets.items()}
    papers = _kept(recipes)
    yield Made(papers)
    wanted = [c for c in certificates if c.id not in papers and not missing_characters(sheets[c.id].text)]
    credentials = _credentials(wanted)
    copies = [
        Copy(c.id, sheets[c.id], (AttachedFile(CREDENTIAL_FILE, credentials[c.id], "Open Badges 3.0 credential"),))
        for c in wanted
        if c.id in credentials
    ]
    if copies:
        with fonts_for((copy.sheet for copy in copies), folder=press.folder) as fonts:
            for portion in press.print(Run(fonts, load_sealer(), at), copies):
                yield Made(_keep(portion, recipes, at=at), len(portion))


def sheets_of(certificates: Sequence[Certificate], wish: Wish = AS_ISSUED) -> dict[int, Sheet]:
    """What stands on the papers of some certificates, by id."""
    if wish.design_id is not None:
        chosen = design_in(get_design(wish.design_id)).in_languages(wish.languages)
        return {c.id: Sheet(face_of(c), chosen) for c in certificates}
    designs = designs_of([c.face for c in certificates], wish.layout)
    return {
        c.id: Sheet(face_of(c), designs[design_id_in(c.face, wish.layout)].in_languages(wish.languages))
        for c in certificates
    }


def _credentials(certificates: Sequence[Certificate]) -> dict[int, bytes]:
    """The signed credentials; whose data were erased is left out, since there is nothing to print."""
    if not certificates:
        return {}
    try:
        return credentials_for(certificates)
    except Erased:
        found: dict[int, bytes] = {}
        for certificate in certificates:
            try:
                found |= credentials_for([certificate])
            except Erased:
                continue
        return found


def _kept(recipes: Mapping[int, str]) -> dict[int, str]:
    rows = db.session.execute(
        select(CertificatePaper.certificate_id, CertificatePaper.sha256, CertificatePaper.recipe).where(
            CertificatePaper.certificate_id.in_(recipes)
        )
    )
    place = store()
    return {
        certificate_id: sha256
        for certificate_id, sha256, recipe in rows.all()
        if recipe == recipes[certificate_id] and place.filesystem.exists(place.path(sha256))  # else it is made again
    }


def _keep(portion: Sequence[Printed], recipes: Mapping[int, str], *, at: datetime) -> dict[int, str]:
    """Keep some papers and give back those that count: where somebody else was faster, theirs. The contents are there before
    their rows are."""
    place = store()
    made: dict[int, str] = {}
    for printed in portion:
        if printed.fault:
            log.error("certificate not rendered", certificate=printed.key, fault=printed.fault)
            continue
        made[printed.key] = hashlib.sha256(printed.content).hexdigest()
        place.put(made[printed.key], printed.content)
    if not made:
        return {}
    columns = (CertificatePaper.certificate_id, CertificatePaper.sha256)
    with own_transaction() as connection:
        connection.execute(
            select(Certificate.id).where(Certificate.id.in_(made)).order_by(Certificate.id).with_for_update()
        )
        wanted = [(CertificatePaper.certificate_id == n) & (CertificatePaper.recipe == recipes[n]) for n in made]
        first = {
            number: sha256
            for condition in wanted
            for number, sha256 in connection.execute(select(*columns).where(condition))
        }
        for number, sha256 in made.items():
            same = (CertificatePaper.certificate_id == number, CertificatePaper.recipe == recipes[number])
            if number not in first:
                connection.execute(
                    insert(CertificatePaper).values(
                        certificate_id=number, recipe=recipes[number], sha256=sha256, made_at=at
                    )
                )
            elif place.filesystem.exists(place.path(first[number])):
                made[number] = first[number]
            else:  # the store lost it
                connection.execute(update(CertificatePaper).where(*same).values(sha256=sha256))
    return made
