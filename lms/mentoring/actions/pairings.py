"""Appointing mentors and ending pairings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring import rules
from lms.mentoring.events import MentorAppointed
from lms.mentoring.models import Pairing
from lms.mentoring.queries.pairings import holds_mentor_role, is_covered, spans_of
from lms.people.models import Person
from lms.people.notices import recipient_of


def appoint_mentor(
    *,
    mentee: Person,
    mentor: Person,
    kind: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    handover: str = "",
    changing: Collection[str] = (),
    proposal: Bilingual | None = None,
) -> Pairing:
    """Make somebody the technical or culture mentor of somebody from today on. Whoever was it before is released, with
    what there is to hand over; if it is the same person, only that note is added. `changing`: the kinds that get another mentor in
    the same step, so that who has one of them now does not stand in the way. `proposal`: the pairing of a whole intake
    that it comes from, by its title. Raises RuleBroken."""
    kind = rules.Kind(kind)
    today = clock.local_date(at)
    current = [span for span in spans_of(mentee.id) if span.holds(today) and span.kind not in changing]
    refusals = rules.against_pairing(
        mentor_id=mentor.id, mentee_id=mentee.id, kind=kind, current=current,
        mentor_has_role=holds_mentor_role(mentor.id, today),
        mentor_here=_is_here(mentor, today), mentee_here=_is_here(mentee, today),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*refusals)
    for before in _current(mentee.id, kind):
        if before.mentor_id == mentor.id:
            _add_handover(before, handover.strip(), actor, at)
            return before
        # Beside what the mentor left, never in its place: both are for whoever comes next.
        before.handover = "\n\n".join(filter(None, (before.handover, handover.strip())))
        end_pairing(pairing=before, actor=actor, at=at, reason=reason, untold=[mentee.id])
    pairing = Pairing(
        mentee_id=mentee.id, mentor_id=mentor.id, kind=kind, started_on=today, appointed_by=actor.id, reason=reason
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record(
        "mentor.appointed", "pairing", pairing.id, actor=actor, at=at,
        mentee=mentee.id, mentor=mentor.id, kind=str(kind), reason=reason, **({"proposal": proposal.as_dict()} if proposal else {}),
    )  # fmt: skip
    notify(recipient_of(mentee), f"{kind}_mentor_given", link=path_to("mentoring.log"), at=at, mentor=mentor.name)
    mentees_page = path_to("mentoring.mentee", person_id=mentee.id)
    notify(recipient_of(mentor), f"{kind}_mentee_given", link=mentees_page, at=at, mentee=mentee.name)
    events.publish(MentorAppointed(pairing.id, mentee.id, mentor.id, kind, at))
    db.session.flush()
    return pairing


def swap_mentors(*, mentee: Person, actor: Actor, at: datetime, reason: str = "", handover: str = "") -> list[Pairing]:
    """Let the two mentors of somebody change parts from today on, in one step. Raises RuleBroken."""
    now = {kind: next(iter(_current(mentee.id, kind)), None) for kind in rules.Kind}
    if None in now.values():
        raise RuleBroken(Refusal("swap_needs_two"))
    mentors = {kind: pairing.mentor for kind, pairing in now.items() if pairing is not None}
    return [
        appoint_mentor(
            mentee=mentee, mentor=mentors[rules.other(kind)], kind=kind, actor=actor, at=at, reason=reason, handover=handover,
            changing=tuple(rules.Kind),
        )
        for kind in rules.Kind
    ]  # fmt: skip


def end_pairing(
    *, pairing: Pairing, actor: Actor, at: datetime, reason: str = "", untold: Collection[int] = ()
) -> Pairing:
    """Release a mentor from today on; both are told but for those who hear it otherwise. Ended already: nothing changes."""
    if pairing.ended_on is not None:
        return pairing
    pairing.ended_on = clock.local_date(at)
    db.session.flush()
    for cover in db.session.scalars(select(Pairing).where(Pairing.covers_id == pairing.id)):
        end_cover(cover=cover, actor=actor, at=at, untold=[pairing.mentor_id, pairing.mentee_id])
    audit.record(
        "mentor.released", "pairing", pairing.id, actor=actor, at=at,
        mentee=pairing.mentee_id, mentor=pairing.mentor_id, kind=pairing.kind, reason=reason,
    )  # fmt: skip
    mentee, mentor, kind = pairing.mentee, pairing.mentor, pairing.kind
    if mentor.id not in untold:
        link = path_to("mentoring.mentees")
        notify(recipient_of(mentor), f"{kind}_mentee_released", link=link, at=at, mentee=mentee.name)
    if mentee.id not in untold:
        notify(
            recipient_of(mentee), f"{kind}_mentor_released", link=path_to("mentoring.log"), at=at, mentor=mentor.name
        )
    return pairing


def cover_absence(
    *, pairing: Pairing, cover: Person, from_day: date, until_day: date, reason: str, actor: Actor, at: datetime
) -> Pairing:
    """Let somebody stand in for a mentor who is away for a time; they may do everything the mentor may. Raises RuleBroken."""
    today = clock.local_date(at)
    refusals = list(
        rules.against_pairing(
            mentor_id=cover.id, mentee_id=pairing.mentee_id, kind=pairing.kind,
            current=[span for span in spans_of(pairing.mentee_id) if span.ended_on is None or span.ended_on > from_day],
            mentor_has_role=holds_mentor_role(cover.id, today), mentor_here=_is_here(cover, until_day),
            mentee_here=_is_here(pairing.mentee, today),
        )
    )  # fmt: skip
    if cover.id == pairing.mentor_id:
        refusals.append(Refusal("covers_self"))
    if pairing.ended_on is not None or pairing.covers_id is not None:
        refusals.append(Refusal("pairing_over"))
    if not today <= from_day <= until_day:
        refusals.append(Refusal("cover_days"))
    if (until_day - from_day).days >= rules.LONGEST_COVER:
        refusals.append(Refusal("cover_too_long", {"most": rules.LONGEST_COVER}))
    if is_covered(pairing.id, from_day, until_day):
        refusals.append(Refusal("covered_already"))
    if not reason.strip():
        refusals.append(Refusal("cover_reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    row = Pairing(
        mentee_id=pairing.mentee_id, mentor_id=cover.id, kind=pairing.kind, started_on=from_day,
        ended_on=until_day + timedelta(days=1), appointed_by=actor.id, reason=reason.strip(), covers_id=pairing.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mentor.covered", "pairing", row.id, actor=actor, at=at, mentee=row.mentee_id, mentor=cover.id, kind=row.kind,
        reason=row.reason, from_day=from_day.isoformat(), until_day=until_day.isoformat(),
    )  # fmt: skip
    names: dict[str, Any] = {"mentor": pairing.mentor.name, "mentee": pairing.mentee.name, "cover": cover.name,
                             "from_day": from_day, "until_day": until_day}  # fmt: skip
    link = path_to("mentoring.mentees")
    notify(recipient_of(cover), "covers_mentor", link=link, at=at, **names)
    notify(recipient_of(pairing.mentor), "mentor_is_covered", link=link, at=at, **names)
    notify(recipient_of(pairing.mentee), "own_mentor_is_covered", link=path_to("mentoring.log"), at=at, **names)
    return row


def end_cover(*, cover: Pairing, actor: Actor, at: datetime, untold: Collection[int] = ()) -> None:
    """The mentor is back sooner, or is no longer the mentor; one that has not begun is called off. All three are told but
    for those who hear it otherwise."""
    today = clock.local_date(at)
    if cover.covers_id is None or cover.is_called_off or (cover.ended_on is not None and cover.ended_on <= today):
        return
    cover.ended_on = max(today, cover.started_on)
    db.session.flush()
    audit.record(
        "mentor.cover_ended", "pairing", cover.id, actor=actor, at=at, mentee=cover.mentee_id, mentor=cover.mentor_id,
        kind=cover.kind,
    )  # fmt: skip
    mentor = db.session.get_one(Pairing, cover.covers_id).mentor
    names: dict[str, Any] = {"mentor": mentor.name, "mentee": cover.mentee.name, "cover": cover.mentor.name}
    mentees, log = path_to("mentoring.mentees"), path_to("mentoring.log")
    for person, kind, link in (
        (cover.mentor, "covers_mentor_no_more", mentees), (mentor, "mentor_is_covered_no_more", mentees),
        (cover.mentee, "own_mentor_is_covered_no_more", log),
    ):  # fmt: skip
        if person.id not in untold:
            notify(recipient_of(person), kind, link=link, at=at, **names)


def note_handover(*, pairing: Pairing, text: str, actor: Actor, at: datetime) -> None:
    """Keep what a mentor would tell whoever comes after."""
    if pairing.handover == text.strip():
        return
    pairing.handover = text.strip()
    db.session.flush()
    audit.record("mentor.handover_noted", "pairing", pairing.id, actor=actor, at=at, mentee=pairing.mentee_id)


def _add_handover(pairing: Pairing, text: str, actor: Actor, at: datetime) -> None:
    """A note that was thought of after the change still goes with whom the mentor followed."""
    query = select(Pairing).where(
        Pairing.mentee_id == pairing.mentee_id, Pairing.kind == pairing.kind, Pairing.id < pairing.id,
        Pairing.covers_id.is_(None),
    )  # fmt: skip
    before = db.session.scalar(query.order_by(Pairing.id.desc()).limit(1))
    if before is not None and text not in before.handover:
        note_handover(pairing=before, text="\n\n".join(filter(None, (before.handover, text))), actor=actor, at=at)


def _current(mentee_id: int, kind: str) -> list[Pairing]:
    query = select(Pairing).where(Pairing.mentee_id == mentee_id, Pairing.kind == kind, Pairing.ended_on.is_(None))
    return list(db.session.scalars(query))


def _is_here(person: Person, today: date) -> bool:
    return person.left_on is None or person.left_on >= today
