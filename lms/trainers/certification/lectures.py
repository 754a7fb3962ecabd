"""Trial lectures: setting one, its judges, judging alone, asking the listeners."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from assessments.actions.invitations import invite
from assessments.actions.once import add_once
from assessments.queries.practical_exams import criteria_of, latest_rubrics, title_of
from assessments.rules.rubrics import outcome, unrated
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.trainers.certification import queries
from lms.trainers.certification.rules import LEAST_REASON, RENEWAL, judge_refusals
from lms.trainers.grades.learners import QUESTIONNAIRE
from lms.trainers.models import TrainerApplication, TrialJudge, TrialJudgement, TrialJudgeRelease, TrialLecture

ANSWER_DAYS = 7
"""So long the listeners may answer."""


def plan_lecture(
    *, application: TrainerApplication, starts_at: datetime, place: str, topic: str, judges: Collection[int],
    actor: Actor, at: datetime,
) -> TrialLecture:  # fmt: skip
    """Set a trial lecture and ask its judges; whoever is a candidate's supervisor or the candidate is refused by name. A lecture
    that is set already must be called off first. Raises RuleBroken."""
    assert actor.id is not None
    certification, candidate = application.version.certification, application.person
    rubric = latest_rubrics([certification["rubric"]]).get(certification["rubric"])
    refusals = []
    if application.decision is not None or application.kind == RENEWAL:
        refusals.append(Refusal("application_decided" if application.decision else "no_lecture_for_review"))
    before = queries.standing_lecture(application)
    if before is not None and queries.verdict_of(before, certification).percent is None:
        refusals.append(Refusal("lecture_set_already"))
    if starts_at < at - timedelta(days=1) or starts_at > at + timedelta(days=400):
        refusals.append(Refusal("lecture_when"))
    if rubric is None:
        refusals.append(Refusal("rubric_unknown_here", {"code": certification["rubric"]}))
    if len(set(judges)) < max(int(certification.get("judges", 3)), 3):
        refusals.append(Refusal("judges_few", {"least": max(int(certification.get("judges", 3)), 3)}))
    refusals += _against(candidate, list(dict.fromkeys(judges)), (), at)
    if refusals or rubric is None:
        raise RuleBroken(*refusals)
    row = TrialLecture(
        application_id=application.id, candidate_id=candidate.id, rubric_id=rubric.id, starts_at=starts_at,
        place=place.strip(), topic=topic.strip(), planned_by=actor.id, planned_at=at, called_off_reason="",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trial_lecture.planned", "trial_lecture", row.id, actor=actor, at=at, person=candidate.id,
        starts_at=starts_at.isoformat(), place=row.place, topic=row.topic,
    )  # fmt: skip
    for judge_id in dict.fromkeys(judges):
        _seat(row, candidate, judge_id, actor, at)
    notify(
        recipient_of(candidate), "trial_lecture_set", link=path_to("trainers.application", application_id=application.id),
        at=at, topic=row.topic, day=clock.local_date(starts_at), time=_time(starts_at), place=row.place,
    )  # fmt: skip
    db.session.expire(application, ["lectures"])
    db.session.expire(row, ["judges"])
    return row


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(clock.zone()):%H:%M}"


def _against(candidate: Person, judges: Collection[int], before: Collection[int], at: datetime) -> list[Refusal]:
    today = clock.local_date(at)
    supervisors = queries.supervisors_of(candidate, today)
    able = {person.id for person in queries.list_able_judges(candidate, today)}
    found: list[Refusal] = []
    for judge_id in judges:
        refusals = judge_refusals(
            judge_id=judge_id, candidate_id=candidate.id, supervisors=supervisors, judges=before,
            able=able | supervisors,
        )  # fmt: skip
        judge = db.session.get(Person, judge_id)
        name = judge.name if judge else str(judge_id)
        found += [Refusal(one.code, {"name": name}) for one in refusals]
    return found


def _seat(lecture: TrialLecture, candidate: Person, judge_id: int, actor: Actor, at: datetime) -> TrialJudge:
    assert actor.id is not None
    seat = TrialJudge(
        lecture_id=lecture.id, candidate_id=candidate.id, judge_id=judge_id, asked_by=actor.id, asked_at=at
    )  # fmt: skip
    db.session.add(seat)
    db.session.flush()
    audit.record("trial_lecture.judge_asked", "trial_lecture", lecture.id, actor=actor, at=at, judge=judge_id)
    notify(
        recipient_of(db.session.get_one(Person, judge_id)), "trial_lecture_to_judge",
        link=path_to("trainers.judge", lecture_id=lecture.id), at=at, name=candidate.name, topic=lecture.topic,
        day=clock.local_date(lecture.starts_at), time=_time(lecture.starts_at), place=lecture.place,
    )  # fmt: skip
    return seat


def ask_judge(*, lecture: TrialLecture, judge_id: int, actor: Actor, at: datetime) -> TrialJudge:
    """Ask one more judge, for instance in the place of one who fell ill. Raises RuleBroken."""
    refusals = _open_lecture(lecture)
    refusals += _against(lecture.application.person, [judge_id], {seat.judge_id for seat in lecture.judges}, at)
    if queries.verdict_of(lecture, lecture.application.version.certification).percent is not None:
        refusals.append(Refusal("lecture_judged"))
    if refusals:
        raise RuleBroken(*refusals)
    seat = _seat(lecture, lecture.application.person, judge_id, actor, at)
    db.session.expire(lecture, ["judges"])
    return seat


def release_judge(*, seat: TrialJudge, lecture: TrialLecture, reason: str, actor: Actor, at: datetime) -> None:
    """A judge who has not judged need not, and is told. Raises RuleBroken."""
    assert actor.id is not None
    refusals = _open_lecture(lecture)
    if seat.judgement is not None or seat.release is not None:
        refusals.append(Refusal("judge_judged_already"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if refusals:
        raise RuleBroken(*refusals)
    db.session.add(
        TrialJudgeRelease(seat_id=seat.id, reason=reason.strip(), released_by=actor.id, released_at=at)
    )  # fmt: skip
    db.session.flush()
    db.session.expire(seat, ["release"])
    audit.record(
        "trial_lecture.judge_released", "trial_lecture", lecture.id, actor=actor, at=at, judge=seat.judge_id,
        reason=reason.strip(),
    )  # fmt: skip
    if seat.judge_id != actor.id:
        notify(
            recipient_of(seat.judge), "trial_judge_released", link=path_to("trainers.mine"), at=at,
            name=lecture.application.person.name, topic=lecture.topic, day=clock.local_date(lecture.starts_at),
            reason=reason.strip(),
        )  # fmt: skip


def _open_lecture(lecture: TrialLecture) -> list[Refusal]:
    found = []
    if lecture.called_off_at is not None:
        found.append(Refusal("lecture_called_off"))
    if lecture.application.decision is not None:
        found.append(Refusal("application_decided"))
    return found


def call_off(*, lecture: TrialLecture, reason: str, actor: Actor, at: datetime) -> None:
    """The lecture does not take place, or is to be set anew; everybody concerned is told. Raises RuleBroken."""
    refusals = _open_lecture(lecture)
    if any(seat.judgement is not None for seat in lecture.judges):
        refusals.append(Refusal("lecture_judged"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if refusals:
        raise RuleBroken(*refusals)
    lecture.called_off_at, lecture.called_off_by, lecture.called_off_reason = at, actor.id, reason.strip()
    db.session.flush()
    audit.record(
        "trial_lecture.called_off", "trial_lecture", lecture.id, actor=actor, at=at, person=lecture.candidate_id,
        reason=reason.strip(),
    )  # fmt: skip
    concerned = [lecture.application.person, *(seat.judge for seat in lecture.judges if seat.release is None)]
    for person in concerned:
        notify(
            recipient_of(person), "trial_lecture_called_off", link=path_to("trainers.mine"), at=at,
            name=lecture.application.person.name, topic=lecture.topic, reason=reason.strip(),
        )  # fmt: skip


def judge(
    *, lecture: TrialLecture, ratings: Mapping[str, int], comment: str, actor: Actor, at: datetime
) -> TrialJudgement:
    """Put one judge's ratings on record, alone and once; a second time changes nothing. Raises RuleBroken, or NotFound for
    whoever was not asked."""
    assert actor.id is not None
    seat = queries.get_seat(actor.id, lecture.id)
    if seat.judgement is not None:
        return seat.judgement
    criteria = criteria_of(lecture.rubric)
    titles = {c["key"]: title_of(c) for c in lecture.rubric.criteria}
    refusals = _open_lecture(lecture)
    refusals += [
        Refusal("criterion_unrated", {"criterion": titles[key], "key": key}) for key in unrated(criteria, ratings)
    ]
    if at < lecture.starts_at:
        refusals.append(Refusal("judged_before_held"))
    if refusals:
        raise RuleBroken(*refusals)
    kept = {criterion.key: int(ratings[criterion.key]) for criterion in criteria}
    found = outcome(criteria, kept, pass_mark=lecture.rubric.pass_mark)
    if not found.passed and not comment.strip():
        raise RuleBroken(Refusal("comment_for_fail"))
    row = TrialJudgement(
        lecture_id=lecture.id, judge_id=actor.id, ratings=kept, percent=found.percent,
        failed_musts=list(found.failed_musts), comment=comment.strip(), judged_at=at,
    )  # fmt: skip
    judged = add_once(row, lambda: _judgement(lecture.id, actor.id))
    if judged is not row:
        return judged
    db.session.expire(seat, ["judgement"])
    audit.record(
        "trial_lecture.judged", "trial_lecture", lecture.id, actor=actor, at=at, person=lecture.candidate_id,
        percent=row.percent,
    )  # fmt: skip
    done = queries.verdict_of(queries.get_lecture(lecture.id), lecture.application.version.certification)
    if done.percent is not None:
        notify(
            recipient_of(db.session.get_one(Person, lecture.planned_by)), "trial_lecture_judged",
            link=path_to("trainers.application", application_id=lecture.application_id), at=at,
            name=lecture.application.person.name, percent=f"{done.percent:g}",
        )  # fmt: skip
    return row


def _judgement(lecture_id: int, judge_id: int | None) -> TrialJudgement | None:
    query = select(TrialJudgement).where(TrialJudgement.lecture_id == lecture_id, TrialJudgement.judge_id == judge_id)
    return db.session.scalar(query)


class Listeners(NamedTuple):
    """How many of those named were asked now, had been asked before, and are no listeners."""

    asked: int
    before: int
    left_out: int


def ask_listeners(*, lecture: TrialLecture, listeners: Collection[Person], actor: Actor, at: datetime) -> Listeners:
    """Ask those who listened for their feedback, anonymously, each once; the candidate and the judges are no listeners. Raises
    RuleBroken."""
    refusals = _open_lecture(lecture)
    if at < lecture.starts_at:
        refusals.append(Refusal("judged_before_held"))
    if refusals:
        raise RuleBroken(*refusals)
    left_out = {lecture.candidate_id, *(seat.judge_id for seat in lecture.judges)}
    today, before = clock.local_date(at), queries.asked_listeners(lecture.id)
    new = [person for person in listeners if person.id not in left_out | before]
    for person in new:
        invite(
            questionnaire_code=QUESTIONNAIRE, respondent=person, about=lecture.application.person,
            context=(queries.LISTENERS, lecture.id), opens_on=today, due_on=today + timedelta(days=ANSWER_DAYS),
            closes_on=today + timedelta(days=ANSWER_DAYS), actor=actor, at=at,
        )  # fmt: skip
    known = sum(1 for person in listeners if person.id in before - left_out)
    return Listeners(len(new), known, len(listeners) - len(new) - known)
