"""Keeping a coaching talk, agreeing to it, and doing what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.models import CoachingAgreement, CoachingStep, CoachingTalk
from lms.mentoring.queries.pairings import own_kinds
from lms.mentoring.talks.queries import agreed_to
from lms.mentoring.talks.rules import LONGEST_STEP, MOST_STEPS, PARTS, Step, against_talk, agreed_by_both
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of


def keep_talk(
    *, talk: CoachingTalk | None, mentee: Person, mentor: Person, held_on: date | None, texts: Mapping[str, str],
    steps: Sequence[Step], actor: Actor, at: datetime, course_code: str | None = None, seen: str | None = None,
) -> CoachingTalk:  # fmt: skip
    """Write a talk, or change it as long as not both have agreed. Whoever writes agrees with it; what the other agreed to
    was different and is asked again; a step that stays as it was written stays done. `seen`: the wording that the change
    began with, see `wording_of`. Raises RuleBroken."""
    assert actor.id is not None
    agreed = agreed_to([talk.id]).get(talk.id, set()) if talk else set()
    refusals = list(
        against_talk(texts=texts, steps=steps, held_on=held_on, today=clock.local_date(at), agreed=len(agreed))
    )
    if talk is None and not own_kinds(mentor.id, mentee.id, clock.local_date(at)):
        refusals.append(Refusal("talks_without_pairing"))
    if actor.id not in (mentee.id, mentor.id):
        refusals.append(Refusal("talk_of_others"))
    if talk is not None and seen not in (None, wording_of(talk)) and len(agreed) < 2:
        refusals.append(Refusal("talk_changed_meanwhile"))
    if len(steps) > MOST_STEPS:
        refusals.append(Refusal("steps_too_many", {"most": MOST_STEPS}))
    if refusals:
        raise RuleBroken(*refusals)
    assert held_on is not None
    kept = {part: texts[part].strip() for part in PARTS}
    is_new = talk is None
    done = {(s.text, s.doer): (s.done_on, s.done_by) for s in talk.steps} if talk else {}
    if talk is None:
        talk = CoachingTalk(
            mentee_id=mentee.id, mentor_id=mentor.id, held_on=held_on, course_code=course_code, written_by=actor.id,
            written_at=at, **kept,
        )  # fmt: skip
        db.session.add(talk)
        db.session.flush()
    else:
        for part, text in kept.items():
            setattr(talk, part, text)
        talk.held_on, talk.course_code, talk.written_by, talk.written_at = held_on, course_code, actor.id, at
        db.session.execute(delete(CoachingStep).where(CoachingStep.talk_id == talk.id))
        db.session.execute(delete(CoachingAgreement).where(CoachingAgreement.talk_id == talk.id))
    for step in steps:
        text = step.text.strip()[:LONGEST_STEP]
        done_on, done_by = done.get((text, step.doer), (None, None))
        db.session.add(
            CoachingStep(
                talk_id=talk.id, text=text, doer=step.doer, due_on=step.due_on, done_on=done_on, done_by=done_by
            )
        )  # fmt: skip
    db.session.add(CoachingAgreement(talk_id=talk.id, person_id=actor.id, agreed_at=at))
    db.session.flush()
    db.session.expire(talk)
    audit.record(
        "talk.kept" if is_new else "talk.changed", "coaching_talk", talk.id, actor=actor, at=at, mentee=mentee.id,
        mentor=mentor.id, held_on=held_on.isoformat(), steps=len(steps),
    )  # fmt: skip
    other = mentor if actor.id == mentee.id else mentee
    link = path_to("mentoring.talk", talk_id=talk.id)
    notify(recipient_of(other), "talk_to_agree", link=link, at=at, name=known_as(actor))
    return talk


def wording_of(talk: CoachingTalk) -> str:
    """Tells one wording of a talk from another."""
    return talk.written_at.isoformat()


def agree(*, talk: CoachingTalk, actor: Actor, at: datetime, seen: str | None = None) -> None:
    """Agree to a talk as it is written; `seen`: the wording that was read, where that is known. Agreed already: nothing
    changes. Raises RuleBroken."""
    assert actor.id is not None
    if actor.id not in (talk.mentee_id, talk.mentor_id):
        raise RuleBroken(Refusal("talk_of_others"))
    agreed = agreed_to([talk.id]).get(talk.id, set())
    if actor.id in agreed:
        return
    if seen not in (None, wording_of(talk)):
        raise RuleBroken(Refusal("talk_changed_meanwhile"))
    db.session.add(CoachingAgreement(talk_id=talk.id, person_id=actor.id, agreed_at=at))
    db.session.flush()
    audit.record("talk.agreed", "coaching_talk", talk.id, actor=actor, at=at)
    if agreed_by_both([*agreed, actor.id], talk.mentee_id, talk.mentor_id):
        other = talk.mentor if actor.id == talk.mentee_id else talk.mentee
        notify(
            recipient_of(other),
            "talk_agreed",
            link=path_to("mentoring.talk", talk_id=talk.id),
            at=at,
            name=known_as(actor),
        )


def finish_step(*, talk: CoachingTalk, step_id: int, actor: Actor, at: datetime) -> None:
    """Note that a step is done. Done already: nothing changes. Raises RuleBroken."""
    if actor.id not in (talk.mentee_id, talk.mentor_id):
        raise RuleBroken(Refusal("talk_of_others"))
    step = next((one for one in talk.steps if one.id == step_id), None)
    if step is None:
        raise RuleBroken(Refusal("talk_step_unknown"))
    if step.done_on is None:
        step.done_on, step.done_by = clock.local_date(at), actor.id
        db.session.flush()
        audit.record("talk.step_done", "coaching_talk", talk.id, actor=actor, at=at, step=step.text)
