"""How the demo company's trainings were evaluated: plans, who was asked, and what they answered, drawn by the seed.

Written in bulk, by the rules of questionnaires: anonymous answers have no person and are let out in batches of at least five.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from assessments.actions.questionnaires import ship_questionnaires
from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.rules.surveys.anonymity import FLOOR
from assessments.rules.surveys.invitations import GRACE_DAYS
from assessments.rules.surveys.items import Item, asked, read_item
from assessments.survey_questions import facts_of
from lms.core import clock
from lms.core.db import count_on, db, transaction
from lms.core.terms import months_later
from lms.demo.company import LOADER
from lms.evaluation.actions.plans import publish_defaults, publish_plan
from lms.evaluation.actions.tasks import ORIGINS, Asking
from lms.evaluation.actions.verdicts import NeedWish, sign_verdict
from lms.evaluation.evidence import chains
from lms.evaluation.evidence_words import lines_of
from lms.evaluation.models import EvaluationPlan, EvaluationTask, EvaluationWave
from lms.evaluation.queries.finishes import Finish, list_finishes
from lms.evaluation.queries.plans import Planned, list_planned
from lms.evaluation.queries.waves import WAVE
from lms.evaluation.rules.planning import Depth, LevelTwo, Round, due_on
from lms.evaluation.rules.verdicts import Verdict
from lms.kpis.models import Kpi
from lms.kpis.shipping import ship
from lms.people.models import Account, Person

DECLARED = {
    "technician": "first_time_fix",
    "agent": "csat",
    "customer-communication": "csat",
    "complaint-handling": "csat",
}
"""The KPI that each training's plan declares."""
LIKED = {"complaint-handling": 0.70, "company-and-rules": 0.66, "power-fault-diagnosis": 0.88}
USED = {"complaint-handling": 0.36, "technician": 0.70}
"""Where on the scale people stand on average, 0 to 1; most trainings lie in between."""
VIEW = {"learner": 0.07, "supervisor": -0.02, "observer": 0.0}
"""People see their own behaviour somewhat better than others do."""
ANSWERS = {"learner": 0.82, "supervisor": 0.68, "observer": 0.6}
COMMENTS = (
    "实操时间可以再多一些。",
    "案例很贴近现场。",
    "希望有更多新机型的内容。",
    "讲得清楚，回去就能用。",
    "建议把课件发到手机上。",
)
CHUNK = 2000


@dataclass
class Written:
    """Rows to write, and what is read once."""

    rng: random.Random
    now: datetime
    versions: dict[str, QuestionnaireVersion]
    items: dict[str, list[Item]]
    invitations: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    pools: dict[tuple[int, int], list[tuple[date, list[dict[str, Any]]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    number: int = 0


def load_evaluation(*, months: int, seed: int, say: Callable[[str], None]) -> None:
    """Plans as from the company's first day, and everything that was asked since. Does nothing where there are plans."""
    now = clock.now()
    today = clock.local_date(now)
    with transaction():
        if db.session.scalar(select(func.count()).select_from(EvaluationPlan)):
            return
        ship(actor=LOADER, at=now)
        ship_questionnaires(actor=LOADER, at=now)
        began = now - timedelta(days=31 * months + 120)
        publish_defaults(actor=LOADER, at=began)
        _declare(began + timedelta(days=1))
        written = _start(seed, now)
        people = {person.id: person for person in db.session.scalars(select(Person))}
        asking = Asking(today)
        asking.read_mentors(people)
        for planned in list_planned():
            finished = list_finishes(planned.subject.key, clock.local_date(began), today)
            for one in planned.rounds:
                _write_round(written, planned, one, finished, people, asking, today)
        _let_out(written)
        for table, rows in (
            (SurveyInvitation, written.invitations), (SurveyAnswer, written.answers), (EvaluationTask, written.tasks),
        ):  # fmt: skip
            for start in range(0, len(rows), CHUNK):
                db.session.execute(insert(table.__table__), rows[start : start + CHUNK])  # type: ignore[arg-type]
        count_on(SurveyInvitation.__table__)
        _decide(now)
    say(f"evaluation: {len(written.tasks)} people asked, {len(written.answers)} answers")


def _declare(at: datetime) -> None:
    """The manager names the KPI that each larger training is to move, before anybody finished."""
    manager = _manager()
    kpis = {kpi.code: kpi for kpi in db.session.scalars(select(Kpi))}
    for planned in list_planned():
        code = DECLARED.get(planned.subject.code)
        if code:
            plan = planned.plan
            publish_plan(
                subject=planned.subject, depth=Depth(plan.depth), levels=plan.levels, rounds=planned.rounds,
                tests=LevelTwo(plan.exam_before, plan.exam_after, plan.rubric, plan.retention_weeks), kpi=kpis[code],
                reason="开班前确定主要指标，以免事后挑指标。", actor=manager, at=at,
            )  # fmt: skip


def _decide(now: datetime) -> None:
    """The manager has signed what the levels say about one course; its authors are asked for more practice."""
    manager = _manager()
    for planned in list_planned(subject=("course", "complaint-handling")):
        (chain,) = chains([planned], None, whole=True, subject=planned.subject.key)
        sign_verdict(
            subject=planned.subject, verdict=Verdict.ADJUST, proposal=chain.proposal, findings=chain.findings,
            reason="课程受欢迎，但三个月后上级在现场仍很少看到做法改变。",
            steps="由班组长每周复盘一通投诉电话；下一版课程增加情景演练。两个月后再看行为层。",
            note="请增加两段情景演练，少讲概念，多练首分钟的应对。",
            need=NeedWish(months_later(clock.local_date(now), 2), lines_of(chain.findings)), actor=manager, at=now,
        )  # fmt: skip


def _manager() -> Person:
    return db.session.scalars(
        select(Person).join(Account, Account.person_id == Person.id).where(Account.username == "manager")
    ).one()


def _start(seed: int, now: datetime) -> Written:
    query = (
        select(Questionnaire.code, QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .order_by(QuestionnaireVersion.number)
    )
    versions = dict(db.session.execute(query).all())
    items = {code: [read_item(item) for item in version.items] for code, version in versions.items()}
    number = db.session.scalar(select(func.max(SurveyInvitation.id))) or 0
    return Written(random.Random(f"evaluation {seed}"), now, versions, items, number=number)


def _write_round(
    written: Written, planned: Planned, one: Round, finished: Iterable[Finish], people: dict[int, Person],
    asking: Asking, today: date,
) -> None:  # fmt: skip
    due = [finish for finish in finished if due_on(one, finish.on) <= today and finish.person_id in people]
    waves = _waves(planned, one, {(finish.origin_id, finish.intake) for finish in due})
    seen: set[tuple[int, int]] = set()
    for finish in due:
        wave_id, aims = waves[finish.origin_id, finish.intake]
        if (wave_id, finish.person_id) in seen:
            continue
        seen.add((wave_id, finish.person_id))
        person, opens, count, missing = people[finish.person_id], due_on(one, finish.on), 0, []
        for ask in one.asks:
            respondents = asking.respondents(ask, person)
            if not respondents:
                missing.append(ask.role)
            for respondent in respondents:
                _invite(written, planned, one, (wave_id, aims), ask.questionnaire, ask.role, respondent, person, opens, today)  # fmt: skip
                count += 1
        written.tasks.append(
            {
                "wave_id": wave_id, "person_id": person.id, "plan_id": planned.plan.id, "finished_on": finish.on,
                "due_on": opens, "asked": count, "missing": missing, "made_at": _at(opens),
            }
        )  # fmt: skip


def _waves(
    planned: Planned, one: Round, origins: set[tuple[int, str]]
) -> dict[tuple[int, str], tuple[int, list[dict[str, str]]]]:
    rows = []
    for origin, intake in sorted(origins):
        wave = EvaluationWave(
            subject_kind=planned.subject.kind, subject_code=planned.subject.code,
            origin_kind=ORIGINS[planned.subject.kind], origin_id=origin, level=one.level, days=one.days, intake=intake,
        )  # fmt: skip
        db.session.add(wave)
        rows.append(wave)
    db.session.flush()
    facts = facts_of(((WAVE, wave.id) for wave in rows), aims=True)
    return {(w.origin_id, w.intake): (w.id, [aim.as_dict() for aim in facts[WAVE, w.id].asked_aims]) for w in rows}


def _invite(
    written: Written, planned: Planned, one: Round, wave: tuple[int, list[dict[str, str]]], code: str, role: str,
    respondent: int, person: Person, opens: date, today: date,
) -> None:  # fmt: skip
    version, rng, (wave_id, aims) = written.versions[code], written.rng, wave
    about = None if version.anonymous and respondent == person.id else person.id
    due = opens + timedelta(days=one.window)
    delay = min(int(rng.expovariate(1 / 4)), one.window + GRACE_DAYS - 1)
    on = opens + timedelta(days=delay)
    answers = rng.random() < ANSWERS[role] and on <= today
    reminders = min(2, max(0, (min(on if answers else today, due + timedelta(days=7)) - due).days // 4 + 1))
    written.number += 1
    written.invitations.append(
        {
            "id": written.number, "questionnaire_id": version.questionnaire_id, "version_id": version.id,
            "respondent_id": respondent, "about_id": about, "role": role, "context_kind": WAVE, "context_id": wave_id,
            "asked_once": f"{version.questionnaire_id}/{respondent}/{about or 0}/{role}/{WAVE}/{wave_id}", "aims": aims,
            "anonymous": version.anonymous, "opens_on": opens, "due_on": due,
            "closes_on": due + timedelta(days=GRACE_DAYS), "invited_at": _at(opens), "told_at": _at(opens),
            "opened_on": on if answers else None, "reminders": reminders,
            "reminded_at": _at(due) if reminders and due <= today else None, "answered_on": on if answers else None,
            "answered_at": _at(on) if answers and not version.anonymous else None, "declined_at": None,
            "decline_reason": "",
        }
    )  # fmt: skip
    if not answers:
        return
    rows = [
        {
            "id": 1 + rng.getrandbits(52), "invitation_id": None if version.anonymous else written.number,
            "version_id": version.id, "role": role, "about_id": about, "context_kind": WAVE, "context_id": wave_id,
            "item": item.key, **_given(rng, item, planned.subject.code, one, role), "batch": None, "month": None,
        }
        for item in asked(written.items[code], aims)
    ]  # fmt: skip
    if version.anonymous:
        written.pools[version.id, wave_id].append((on, rows))
    else:
        written.answers += rows


def _given(rng: random.Random, item: Item, code: str, one: Round, role: str) -> dict[str, Any]:
    given: dict[str, Any] = {"number": None, "choices": None, "text": None}
    if item.points:
        centre = LIKED.get(code, 0.79) if one.level == 1 else USED.get(code, 0.64) + VIEW[role] + (one.days - 60) / 600
        if item.stem == "driver":
            centre -= 0.08
        low, high = item.points[0].value, item.points[-1].value
        drawn = low + (high - low) * rng.gauss(centre, 0.17)
        given["number"] = float(min(max(round(drawn), low), high))
    elif item.options:
        given["choices"] = [rng.choice(item.options).key]
    elif item.kind == "text":
        given["text"] = rng.choice(COMMENTS) if rng.random() < 0.15 else None
    return given


def _let_out(written: Written) -> None:
    """Anonymous answers in batches of at least five people, in the order of days; what is left over joins the last batch."""
    for pool in written.pools.values():
        pool.sort(key=lambda answer: answer[0])
        batches = len(pool) // FLOOR
        for place, (_on, rows) in enumerate(pool):
            batch = min(place // FLOOR, batches - 1) if batches else None
            if batch is not None:
                last = pool[-1 if batch == batches - 1 else batch * FLOOR + FLOOR - 1][0]
                for row in rows:
                    row["batch"], row["month"] = batch + 1, last.replace(day=1)
            written.answers += rows
    written.rng.shuffle(written.answers)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=clock.zone())
