"""What a lapsed lower tier or a called exam does to a certificate, in a sentence with its day and a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from certificates.queries.effects import Effect, EffectKind
from lms.core.i18n import day


@dataclass(frozen=True)
class Said:
    """One sentence; `now`: it is at work already."""

    text: str
    href: str
    now: bool


def effects_said(effects: Iterable[Effect], today: date) -> list[Said]:
    """Each effect in words."""
    return [_said(effect, effect.since <= today) for effect in effects]


def _said(effect: Effect, now: bool) -> Said:
    values = {"title": str(effect.title), "day": day(effect.since)}
    if effect.kind is EffectKind.LOWER_TIER:
        text = (
            _(
                "Suspended since %(day)s: the tier below, %(title)s, is no longer valid. Renew that one, and this one counts again.",
                **values,
            )
            if now
            else _(
                "The tier below, %(title)s, is no longer valid. If it is not renewed, this certificate is suspended from %(day)s.",
                **values,
            )
        )
        return Said(text, url_for("certificates.show", certificate_id=effect.record_id), now)
    text = (
        _(
            "Suspended since %(day)s: the exam for “%(title)s” was not passed in time. As soon as it is passed, the certificate counts again.",
            **values,
        )
        if now
        else _(
            "An exam is due for “%(title)s”. If it is not passed, this certificate is suspended from %(day)s.", **values
        )
    )
    return Said(text, url_for("certificates.call", call_id=effect.record_id), now)
