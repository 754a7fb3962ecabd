"""A draft as the learner's map: stages with the dates they would have, and what stands in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import number, short_day
from lms.onboarding.labels import KINDS, PARTS
from lms.onboarding.queries.titles import describe
from lms.onboarding.rules.gate import COUNTED, Content
from lms.onboarding.rules.policy import WORKING, Policy
from lms.onboarding.rules.schedule import StageDates, schedule
from lms.workdays.queries import WorkCalendar
from lms.workdays.rules import every_day


@dataclass(frozen=True)
class PreviewStage:
    """One stage on the map, and its contents in words."""

    label: Bilingual
    state: str
    note: str
    purpose: Bilingual
    gate: str
    lines: list[tuple[str, str, str]]
    """Title, what is asked, and the group."""
    href: str = ""


def preview_of(data: Mapping[str, Any], today: date) -> list[PreviewStage]:
    """The stages of a draft begun today, as far as they can be read."""
    stages = [stage for stage in data.get("stages") or [] if isinstance(stage.get("days"), int) and stage["days"] > 0]
    days = WorkCalendar().of("/") if Policy.of(data.get("policy")).days == WORKING else every_day()
    plans = schedule([StageDates(stage["days"]) for stage in stages], days.first(today), today, days=days)
    contents = [Content(str(c.get("kind")), str(c.get("ref") or "")) for s in stages for c in s.get("contents") or []]
    known = describe(contents)
    made = []
    for position, (stage, plan) in enumerate(zip(stages, plans, strict=True)):
        lines = []
        for content in stage.get("contents") or []:
            about = known.get((str(content.get("kind")), str(content.get("ref") or "")))
            kind = str(KINDS.get(str(content.get("kind")), content.get("kind")))
            title = str(about.title) if about else kind
            lines.append((title, _asked(content, kind), str(content.get("group") or "").upper()))
        note = _("%(first)s to %(last)s", first=short_day(plan.starts_on), last=short_day(plan.ends_on))
        made.append(
            PreviewStage(
                Bilingual.of(stage.get("title") or ""), "now" if position == 0 else "later", note,
                Bilingual.of(stage.get("purpose") or ""), gate_words(stage), lines,
            )
        )  # fmt: skip
    return made


def _asked(content: Mapping[str, Any], kind: str) -> str:
    minimum, part = content.get("minimum"), content.get("part")
    if part:
        return _("Counts as “%(part)s” in the result", part=PARTS.get(part, part))
    if minimum is None:
        return kind
    shown = number(minimum) if isinstance(minimum, int | float) else minimum
    if content.get("kind") in COUNTED:
        return _("%(kind)s, at least %(count)s", kind=kind, count=shown)
    return _("%(kind)s, at least %(mark)s%%", kind=kind, mark=shown)


def gate_words(stage: Mapping[str, Any]) -> str:
    """What a gate asks for, in a sentence."""
    need = stage.get("need")
    said = [
        _("To go on, at least %(need)s of the conditions must be met.", need=need)
        if need
        else _("To go on, every condition must be met.")
    ]
    for group in stage.get("groups") or []:
        code, of_group = str(group.get("code")).upper(), group.get("need")
        if of_group:
            said.append(_("Of group %(group)s, at least %(need)s.", group=code, need=of_group))
        else:
            said.append(_("Group %(group)s counts as one condition: all of it.", group=code))
    return " ".join(said)
