"""One small world in one unit, with something of every kind that an address can name, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from assessments.actions.invitations import invite
from assessments.actions.questionnaires import ship_questionnaires
from assessments.actions.simulations import ship_scenarios
from assessments.models import (
    Appeal,
    Attempt,
    AttemptItem,
    Countersignature,
    ItemVersion,
    PracticalExam,
    SignOff,
    SignOffPhoto,
    Simulation,
)
from assessments.queries.simulations import get_card
from certificates.appeals.models import CertificateAppeal
from certificates.applications.models import TierApplication
from certificates.models import Certificate
from lms.core import clock, files
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.core.notices import Notice
from lms.mentoring.models import LogEntry, MentorRating, Pairing
from lms.onboarding.change_models import EnrolmentRule, Pause
from lms.onboarding.models import Programme
from lms.people.models import Person, RoleAssignment, RosterImport, Unit
from lms.plans.models import (
    DevelopmentPlan,
    FeedbackRound,
    ObservationOrder,
    ObservationSample,
    PlanGoal,
)
from tests.archives import fill_archive
from tests.factories import Factory
from tests.features.attendance_world import attendance_values
from tests.features.fee_scene import money_values
from tests.features.figures_world import alert_about, effect_values, need_of, return_values
from tests.features.mentoring_scene import picture
from tests.features.mentoring_world import mentoring_values
from tests.features.session_scene import session_values
from tests.features.trainers_scene import trainer_values


@dataclass(frozen=True)
class World:
    """The people, and a value for every parameter of an address that leads to them."""

    unit: Unit
    people: dict[str, Person]
    values: dict[str, Any]


def build_world(make: Factory, unit: Unit) -> World:
    """The world in a unit."""
    learner = make.person(Role.LEARNER, unit=unit)
    people = {
        "learner": learner,
        "mentor": make.person(Role.MENTOR, unit=unit),
        "assessor": make.person(Role.ASSESSOR, unit=unit),
        **{str(role): make.person(role, unit=unit) for role in (Role.SUPERVISOR, Role.HR, Role.MANAGER, Role.ADMIN)},
    }
    ids = fill_archive(
        learner, mentor=people["mentor"], assessor=people["assessor"], supervisor=people["supervisor"]
    )  # fmt: skip
    person, hr = learner.id, people["hr"].id
    with transaction() as session:

        def first(table: Any, **where: Any) -> Any:
            return session.query(table).filter_by(**where).order_by(table.id).first()

        def keep(name: str) -> int:
            return files.save(name.encode(), name=name, content_type="text/plain", actor=System(), at=clock.now()).id

        wording, finished = first(ItemVersion), session.get_one(Attempt, ids.attempts[0])
        wording.figure_file_id = keep("figure")
        running = Attempt(
            exam_id=finished.exam_id, blueprint_id=finished.blueprint_id, person_id=person, started_at=clock.now(),
            deadline=clock.now().replace(hour=23), points=1, pass_mark=80,
        )  # fmt: skip
        running.items = [AttemptItem(position=1, item_version_id=wording.id, option_order=[0])]
        unmarked = Attempt(
            exam_id=finished.exam_id, blueprint_id=finished.blueprint_id, person_id=person, started_at=finished.started_at,
            deadline=finished.deadline, finished_at=finished.finished_at, points=1, pass_mark=80,
        )  # fmt: skip
        unmarked.items = [AttemptItem(position=1, item_version_id=wording.id, option_order=[0])]
        sign_off = first(SignOff, learner_id=person)
        photo = files.save(picture().read(), name="p.jpg", content_type="image/jpeg", actor=System(), at=clock.now())
        tier = first(Certificate, id=ids.certificate).tier_id
        rows = {
            "running": running,
            "unmarked": unmarked,
            "appeal": Appeal(attempt_id=finished.id, position=1, reason="Why?", made_by=person, made_at=clock.now(), answer=""),
            "asked": TierApplication(
                person_id=person, tier_id=tier, kind="renewal", certificate_id=ids.certificate, applied_by=person,
                applied_at=clock.now(), note="",
            ),
            "objection": CertificateAppeal(
                kind="complaint", person_id=person, certificate_id=ids.certificate, text="Too slow", lodged_by=person,
                lodged_at=clock.now(), answer_by=clock.today(),
            ),
            "photo": SignOffPhoto(sign_off_id=sign_off.id, file_id=photo.id, width=64, height=48),
            "notice": Notice(recipient_id=person, kind="archives.ready", values={"count": 1}, link="/", given_at=clock.now()),
            "roster": RosterImport(file_id=keep("工号,姓名"), uploaded_by=hr, uploaded_at=clock.now()),
            "job": Job(
                kind="reports.archives", arguments={}, asked_by=hr, asked_at=clock.now(), started_at=clock.now(),
                finished_at=clock.now(), result={"file_id": keep("archives.zip"), "problems": [learner.name_zh]},
            ),
        }  # fmt: skip
        session.add_all(rows.values())
        session.flush()
        values = {
            "attempt_id": running.id,
            "finished": finished.id,
            "appeal_id": rows["appeal"].id,
            "asked_id": rows["asked"].id,
            "objection_id": rows["objection"].id,
            "item_id": unmarked.items[0].id,
            "position": 1,
            "number": 0,
            "certificate_id": ids.certificate,
            "tier_id": first(Certificate, id=ids.certificate).tier_id,
            "enrolment_id": ids.enrolment,
            "cohort_id": ids.cohort,
            "completion_id": ids.completion,
            "job_id": rows["job"].id,
            "notice_id": rows["notice"].id,
            "roster_id": rows["roster"].id,
            "photo_id": rows["photo"].id,
            "sign_off_id": sign_off.id,
            "person_id": person,
            "unit_id": unit.id,
            "learner_id": person,
            "entry_id": first(LogEntry, person_id=person).id,
            "rating_id": first(MentorRating, mentee_id=person).id,
            "pairing_id": first(Pairing, mentee_id=person).id,
            "assignment_id": first(RoleAssignment, person_id=person).id,
            "exam_id": first(PracticalExam, learner_id=person).id,
            "task_code": "leak-test",
            "rubric_code": "post-practical",
        }
    values["invitation_id"] = _invitation(learner)
    values |= mentoring_values(people)
    values |= _second_and_call(values, people)
    values["alert_id"] = alert_about(people["learner"])
    values["need_id"] = need_of(unit, people["supervisor"])
    values |= return_values(unit, people["hr"])
    values |= effect_values(unit)
    values |= _observed(unit, learner, people["supervisor"])
    values |= _changing(values, unit, people)
    values |= trainer_values(people)
    values |= attendance_values(make, unit, people)
    values |= session_values(values["session_id"], people)
    values |= money_values(people)
    db.session.rollback()
    return World(unit, people, values)


def _changing(values: dict[str, Any], unit: Unit, people: dict[str, Person]) -> dict[str, int]:
    """A pause in the learner's programme, a goal in the development plan, and a rule that enrols in the unit."""
    with transaction() as session:
        day, at, by = clock.today(), clock.now(), people["manager"].id
        pause = Pause(
            enrolment_id=values["enrolment_id"], first_day=day, kind="sick", reason="Flu", entered_by=by, entered_at=at
        )
        plan = DevelopmentPlan(
            person_id=people["learner"].id, starts_on=day, occasion=Bilingual("上岗", "On duty"), opened_at=at
        )
        goal = PlanGoal(phase=1, text="Work alone", measure="Ten orders", due_on=day, added_by=by, added_at=at)
        plan.goals = [goal]
        rule = EnrolmentRule(
            title=Bilingual("新员工", "New hires"), programme_id=session.scalars(select(Programme.id)).first() or 0,
            unit_id=unit.id, hired_from=day, lead_days=7, join_days=14, made_by=by, made_at=at,
        )  # fmt: skip
        session.add_all([pause, plan, rule])
        session.flush()
        return {"pause_id": pause.id, "goal_id": goal.id, "rule_id": rule.id}


def _invitation(learner: Person) -> int:
    """A questionnaire that waits for the person's answer."""
    with transaction():
        ship_questionnaires(actor=System(), at=clock.now())
        today = clock.today()
        asked = invite(
            questionnaire_code="reaction", respondent=learner, context=("course_version", 1), opens_on=today, due_on=today,
            actor=System(), at=clock.now(),
        )  # fmt: skip
        return asked.id


def _observed(unit: Unit, learner: Person, supervisor: Person) -> dict[str, int]:
    """A work order of the person that was drawn to be observed, and a 360° round about them."""
    at, day = clock.now(), clock.today()
    with transaction() as session:
        sample = ObservationSample(
            title="S", unit_id=unit.id, first_month=day, last_month=day, size=3, seed=1, low_below=60, high_from=85,
            layers=[], unrated=0, criteria=[], drawn_by=supervisor.id, drawn_at=at,
        )  # fmt: skip
        asked = FeedbackRound(
            person_id=learner.id, supervisor_id=supervisor.id, abilities=[], opens_on=day, due_on=day, closes_on=day,
            opened_by=supervisor.id, opened_at=at,
        )  # fmt: skip
        session.add_all([sample, asked])
        session.flush()
        session.add(
            ObservationOrder(
                sample_id=sample.id, position=1, source="crm", order_no="W1", person_id=learner.id, band="low", csat=20,
                month=day, opened_at=at,
            )
        )  # fmt: skip
        return {"sample_id": sample.id, "round_id": asked.id}


def _second_and_call(values: dict[str, Any], people: dict[str, Person]) -> dict[str, Any]:
    """The supervisor's countersignature under the learner's sign-off, and a simulated call that the assessor arranged."""
    with transaction() as session:
        sign_off = session.get_one(SignOff, values["sign_off_id"])
        given = Countersignature(
            sign_off_id=sign_off.id, signer_id=sign_off.signer_id, learner_id=sign_off.learner_id, capacity="supervisor",
            countersigner_id=people["supervisor"].id, agreed=True, comment="", signed_at=clock.now(), form_token="second",
        )  # fmt: skip
        ship_scenarios(actor=System(), at=clock.now())
        call = Simulation(
            card_id=get_card("competitor-offer").id, learner_id=sign_off.learner_id, held_on=clock.today(),
            arranged_by=people["assessor"].id, arranged_at=clock.now(), form_token="call-0001",
        )  # fmt: skip
        session.add_all([given, call])
        session.flush()
        return {"countersignature_id": given.id, "simulation_id": call.id}
