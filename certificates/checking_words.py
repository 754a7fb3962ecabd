"""What the command says of a certificate that was checked, in the terminal's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.checking import Check, Verdict
from certificates.labels import FACTS, STATUSES, list_of
from certificates.pdf.faces import TrainingFace
from certificates.verification.examining import Examination, Mark
from certificates.verification.labels import CREDENTIALS, PROBLEMS, SEALS
from certificates.verification.records import Record
from lms.core.bilingual import Bilingual
from lms.core.i18n import day, text

_VERDICTS: dict[Verdict, Any] = {
    Verdict.GENUINE: _l("The file is genuine: it is one that we gave out, unchanged."),
    Verdict.CHANGED: _l("The file was CHANGED: it is not one that we gave out."),
    Verdict.NOT_OURS: _l("The file is NOT OURS."),
}


def said_of(check: Check) -> str:
    """A check line by line: what the file is, then how the certificate stands."""
    lines = []
    if check.verdict is not None:
        lines.append(str(_VERDICTS[check.verdict]))
    if check.found is not None and check.found.problem:
        lines.append(str(PROBLEMS[check.found.problem]))
    elif check.found is not None:
        lines += _seen(check.found, check.verdict)
    if check.differing:
        places = list_of(FACTS[name] for name in check.differing)
        lines.append(_("It differs from our register in: %(places)s", places=places))
    if check.record is not None:
        lines.append(_registered(check.record))
    return "\n".join(lines)


def _seen(found: Examination, verdict: Verdict | None) -> list[str]:
    """What seal and credential are; of a file that is not ours only whose seal it bears, since a broken one tells nothing."""
    seal = str(SEALS[found.seal]) % {"name": found.signer}
    if verdict is Verdict.NOT_OURS:
        return [seal] if found.seal is Mark.FOREIGN else []
    return [seal, str(CREDENTIALS[found.credential])]


def _registered(record: Record) -> str:
    face = record.face
    status = str(STATUSES[record.status])
    if record.since:
        status = _("%(status)s since %(day)s", status=status, day=day(record.since))
    name = _("holder no longer kept") if record.erased else text(Bilingual(face.name_zh, face.name_latin))
    what = text(face.course if isinstance(face, TrainingFace) else face.tier)
    dates = (
        _("%(first)s to %(last)s", first=day(record.issued_on), last=day(record.expires_on))
        if record.expires_on
        else _("issued on %(day)s", day=day(record.issued_on))
    )
    return _(
        "In our register: %(status)s. %(number)s, %(name)s, %(what)s, %(dates)s",
        status=status, number=record.number, name=name, what=what, dates=dates,
    )  # fmt: skip
