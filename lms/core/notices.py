"""Notices: in the application at once, by e-mail through the outbox, in the reader's language, with a link to the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import mail
from lms.core.bilingual import Bilingual
from lms.core.db import Base, db
from lms.core.i18n import LOCALES, day_in_both, text


class Notice(Base):
    """One notice to one person. The words are made when it is read, in the reader's language."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "recipient_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(300))
    given_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    @property
    def words(self) -> str:
        """The notice in the current language."""
        return words(self.kind, self.values)


@dataclass(frozen=True)
class Recipient:
    """Whom to tell: person id, language "zh"/"en", e-mail address or None."""

    id: int
    language: str
    address: str | None


_KINDS: dict[str, Any] = {}


def register_notices(kinds: dict[str, Any]) -> None:
    """Add a package's notices: kind to lazy text, perhaps `counted`, with %(name)s places. One sentence, saying what happened and what to do."""
    _KINDS.update(kinds)


def words(kind: str, values: dict[str, Any]) -> str:
    """The sentence of a notice; bilingual values appear in the current language."""
    shown = {
        name: text(Bilingual.of(v)) if isinstance(v, dict) and set(v) == {"zh", "en"} else v
        for name, v in values.items()
    }
    return str(_KINDS[kind] % shown)


def notify(recipient: Recipient, kind: str, *, link: str, at: datetime, urgent: bool = False, **values: Any) -> None:
    """Tell somebody. `link` is a path in this application; Bilingual values are given as they are, dates as dates."""
    both = {name: day_in_both(v) if type(v) is date else v for name, v in values.items()}
    plain = {name: v.as_dict() if isinstance(v, Bilingual) else v for name, v in both.items()}
    db.session.add(Notice(recipient_id=recipient.id, kind=kind, values=plain, link=link, given_at=at))
    if not recipient.address:
        return
    url = current_app.extensions["settings"].public_url + link
    with force_locale(LOCALES[recipient.language]):
        sentence = words(kind, plain)
        subject = gettext("Shifu: %(sentence)s", sentence=sentence)
        body = gettext(
            "%(sentence)s\n\nOpen it here: %(url)s\n\nYou receive this letter because it concerns your training record.",
            sentence=sentence,
            url=url,
        )
    mail.post(
        recipient_id=recipient.id,
        address=recipient.address,
        language=recipient.language,
        subject=subject[:300],
        body=body,
        at=at,
        urgent=urgent,
    )
