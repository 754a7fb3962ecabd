"""The figures of the ability matrix, counted by the database, are those that come of weighing everybody one by one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from assessments.models import (
    Attempt,
    Countersignature,
    CountersignatureWithdrawal,
    Exam,
    PracticalTask,
    SignOff,
    SignOffRevocation,
)
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis.shipping import ship
from lms.people.models import Person, Post
from lms.plans.models import Observation, ObservationOrder, ObservationRating, ObservationSample
from lms.plans.queries.levels import standings
from lms.plans.queries.matrix import ranked, tallies
from lms.skills.actions import measure_by
from lms.skills.queries import get_ability, list_abilities
from tests.conftest import Clock
from tests.examples_of_exams import CODE, fill_bank, make_exam
from tests.factories import Factory
from tests.features.mentoring_scene import TASK, set_scene

TASKED, EXAMINED = "work-safely", "product-knowledge"


def both_say_the_same() -> dict[str, tuple[int, int]]:
    """n and met of each ability, after comparing them by unit and post, and the order of the people."""
    abilities, today = list_abilities(), clock.today()
    with_all = [Person.id > 0]
    slowly, quickly = standings(with_all, abilities, today), tallies(with_all, abilities, today)
    found = {}
    for ability in abilities:
        one_by_one: dict[tuple[int, int], list[int]] = {}
        for row in slowly[ability.id]:
            sums = one_by_one.setdefault((row.member.unit_id, row.member.post_id), [0, 0])
            sums[0] += 1
            sums[1] += row.meets
        assert {(t.unit_id, t.post_id): [t.n, t.met] for t in quickly[ability.id]} == one_by_one, ability.code
        rows = sorted(slowly[ability.id], key=lambda s: (s.meets, s.shown.level - s.required, s.member.employee_no))
        order = ranked(with_all, ability, today, 2)
        assert order.ids == [row.member.id for row in rows], ability.code
        found[ability.code] = (order.n, order.met)
    db.session.rollback()
    return found


def test_tasks_exams_and_observations_come_to_the_same_figures(make: Factory, fixed_clock: Clock) -> None:
    scene = set_scene(make)
    people = [scene.learner, *(make.person(Role.LEARNER, unit=scene.unit) for _ in range(7))]
    make_exam(fill_bank())
    at = clock.now()
    with transaction() as session:
        ship(actor=System(), at=at)
        session.execute(update(Post).values(family="field"))
        session.execute(update(PracticalTask).where(PracticalTask.code == TASK).values(required={"observe": 2}, people={"observe": 2}, countersign=["observe"]))  # fmt: skip
        for code, kind, ref, level in ((TASKED, "task", TASK, 3), (EXAMINED, "exam", CODE, 2)):
            measure_by(
                ability=get_ability(code), kind=kind, code=ref, level=level, from_day=clock.today(), actor=System(), at=at
            )  # fmt: skip
        task = session.scalars(select(PracticalTask).where(PracticalTask.code == TASK)).one()
        exam_id, blueprint_id = session.execute(select(Exam.id, Exam.blueprint_id)).one()
        token = iter(range(1000))

        def signed(
            person: Person, signer: Person, *seconds: bool, withdrawn: bool = False, revoked: bool = False
        ) -> None:
            row = SignOff(
                task_id=task.id, learner_id=person.id, signer_id=signer.id, mode="observe", passed=True, results={},
                comment="", work_order="", performed_on=clock.today(), signed_at=at, form_token=f"token-{next(token)}",
            )  # fmt: skip
            session.add(row)
            session.flush()
            for agreed in seconds:
                second = Countersignature(
                    sign_off_id=row.id, signer_id=signer.id, learner_id=person.id, countersigner_id=last.id,
                    capacity="mentor", agreed=agreed, comment="", signed_at=at, form_token=f"second-{next(token)}",
                )  # fmt: skip
                session.add(second)
                session.flush()
                if withdrawn:
                    back = {"withdrawn_by": last.id, "withdrawn_at": at, "reason": "no"}
                    session.execute(insert(CountersignatureWithdrawal).values(countersignature_id=second.id, **back))
            if revoked:
                back = {"revoked_by": signer.id, "revoked_at": at, "reason": "no"}
                session.execute(insert(SignOffRevocation).values(sign_off_id=row.id, **back))

        one, other, last = scene.technical, scene.culture, people[-1]
        for person in people[:6]:
            signed(person, one, True)
        signed(people[0], other, True)  # complete
        signed(people[1], one, True)  # by one person alone
        signed(people[2], other)  # waits for the second
        signed(people[3], other, True, withdrawn=True)
        signed(people[4], other, False)  # sent back
        signed(people[5], other, True, revoked=True)
        for person, days in ((people[0], 0), (people[1], 700), (people[2], 800)):
            session.add(
                Attempt(
                    exam_id=exam_id, blueprint_id=blueprint_id, person_id=person.id, started_at=at - timedelta(days=days),
                    deadline=at, finished_at=at - timedelta(days=days), pass_mark=60, score=4, points=4, passed=True,
                )
            )  # fmt: skip
    figures = both_say_the_same()
    n, met = figures[TASKED]
    assert (met, figures[EXAMINED][1]) == (1, 2)
    assert n >= len(people)
    ability = get_ability(TASKED)
    with transaction() as session:
        sample = ObservationSample(
            title="May", criteria=[], layers=[], seed=1, size=5, low_below=3, high_from=4, unrated=0, first_month=clock.today(), last_month=clock.today(),
            drawn_by=scene.technical.id, drawn_at=at,
        )  # fmt: skip
        session.add(sample)
        session.flush()
        for position in range(5):  # what is seen at work keeps the level below what was passed
            order = ObservationOrder(
                sample_id=sample.id, source="crm", position=position, order_no=f"WO-{position}", person_id=people[0].id, band="low",
                csat=1.0, month=clock.today(), opened_at=at,
            )  # fmt: skip
            session.add(order)
            session.flush()
            seen = Observation(order_id=order.id, observer_id=scene.technical.id, observed_at=at)
            session.add(seen)
            session.flush()
            session.add(
                ObservationRating(
                    observation_id=seen.id, criterion="safe", ability_id=ability.id, points=1 + position % 2
                )
            )
    assert both_say_the_same()[TASKED] == (n, 0)
    fixed_clock.forward(days=800)
    assert both_say_the_same()[TASKED] == (n, 0)
