"""A training archive with something of every kind in it, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assessments.models import (
    Attempt,
    AttemptItem,
    Blueprint,
    Exam,
    Item,
    ItemVersion,
    PracticalExam,
    PracticalTask,
    Rubric,
    SignOff,
    SignOffRevocation,
    Topic,
)
from certificates.models import Certificate, CertificateDecision, Scheme, Tier
from courses.models import Course, CourseCompletion, CourseVersion, Lesson, LessonCompletion
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.mentoring.models import LogEntry, MentorRating, Pairing
from lms.onboarding.models import (
    Cohort,
    Enrolment,
    Outcome,
    Programme,
    ProgrammeVersion,
    Stage,
    StageExtension,
    StagePassage,
)
from lms.people.models import Person


@dataclass(frozen=True)
class Ids:
    """What tests look for again."""

    cohort: int
    enrolment: int
    completion: int
    attempts: tuple[int, ...]
    certificate: int


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fill_archive(learner: Person, *, mentor: Person, assessor: Person, supervisor: Person) -> Ids:
    """Rows of every kind for a learner, all before the tests' START."""
    with transaction() as session:
        course = Course(
            code="electrical-safety", category="safety", delivery="online", added_at=clock.now(),
            title=Bilingual("电气安全", "Electrical safety"), summary=Bilingual("断电、验电、防护", "Isolate, test, protect"),
        )  # fmt: skip
        version = CourseVersion(course=course, number=2, published_at=at("2026-01-02 08:00"))
        lesson = Lesson(
            version=version, position=1, slug="isolate", minutes=12, title=Bilingual("断电与挂牌", "Isolate and tag"),
            source_zh="文", source_en="Text", html_zh="<p>文</p>", html_en="<p>Text</p>",
        )  # fmt: skip
        session.add_all([course, version, lesson])
        session.flush()
        completion = CourseCompletion(person_id=learner.id, version_id=version.id, completed_at=at("2026-01-12 07:30"))
        session.add(completion)
        session.add(LessonCompletion(person_id=learner.id, lesson_id=lesson.id, completed_at=at("2026-01-12 07:30")))

        topic = Topic(pool="service", code="safety", title=Bilingual("安全", "Safety"))
        blueprint = Blueprint(code="post", number=1, added_at=clock.now())
        session.add_all([topic, blueprint])
        session.flush()
        exam = Exam(
            code="post-theory", title=Bilingual("岗位认证理论考试", "Post certification, theory"), minutes=60,
            blueprint_id=blueprint.id, pass_mark=80,
        )  # fmt: skip
        item = Item(pool="service", key="S1", topic_id=topic.id, difficulty=1, tier="junior", added_at=clock.now())
        session.add_all([exam, item])
        session.flush()
        wording = ItemVersion(
            item_id=item.id, number=1, kind="single", stem=Bilingual("问", "Q"), options=[{"zh": "甲", "en": "A"}],
            correct=[0], feedback=Bilingual(), source=Bilingual(), added_at=clock.now(), live_at=clock.now(),
        )  # fmt: skip
        session.add(wording)
        session.flush()
        attempts = []
        for day, score, passed in (("2026-02-10", 31, False), ("2026-02-12", 43, True)):
            start = at(f"{day} 01:00")
            attempt = Attempt(
                exam_id=exam.id, blueprint_id=blueprint.id, person_id=learner.id, started_at=start, points=50,
                deadline=start + timedelta(hours=1), finished_at=start + timedelta(minutes=41), pass_mark=80,
                score=score, passed=passed,
            )  # fmt: skip
            session.add(attempt)
            session.flush()
            session.add(
                AttemptItem(attempt_id=attempt.id, position=1, item_version_id=wording.id, option_order=[0], score=1)
            )
            attempts.append(attempt.id)

        task = PracticalTask(
            code="leak-test", family="field", title=Bilingual("制冷系统检漏", "Leak test of a cooling circuit"),
            summary=Bilingual("查漏", "Find leaks"), steps=[], required={"observe": 1, "independent": 1},
            added_at=clock.now(),
        )  # fmt: skip
        session.add(task)
        session.flush()
        for n, (mode, passed) in enumerate((("observe", True), ("independent", False), ("independent", True))):
            sign_off = SignOff(
                task_id=task.id, learner_id=learner.id, signer_id=mentor.id, mode=mode, passed=passed, results={},
                comment="" if passed else "Test the nitrogen pressure before opening the valve.",
                work_order=f"WO-2026-{n:03d}", performed_on=date(2026, 1, 20 + n), signed_at=at(f"2026-01-{20 + n} 09:00"),
                form_token=f"{learner.id}-{n}",
            )  # fmt: skip
            session.add(sign_off)
            session.flush()
            if mode == "observe":
                session.add(
                    SignOffRevocation(
                        sign_off_id=sign_off.id,
                        revoked_by=mentor.id,
                        revoked_at=at("2026-01-25 09:00"),
                        reason="Signed for the wrong person.",
                    )
                )
        rubric = Rubric(
            code="post-practical", title=Bilingual("岗位认证实操考试", "Post certification, practical"),
            scenario=Bilingual("机组不制冷", "The unit does not cool"), criteria=[], pass_mark=75, added_at=clock.now(),
        )  # fmt: skip
        session.add(rubric)
        session.flush()
        session.add(
            PracticalExam(
                rubric_id=rubric.id,
                learner_id=learner.id,
                assessor_id=assessor.id,
                held_on=date(2026, 2, 16),
                signed_at=at("2026-02-16 08:00"),
                ratings={},
                percent=88.5,
                passed=True,
                comment="",
                form_token=str(learner.id),
            )
        )

        session.add_all([
            Pairing(mentee_id=learner.id, mentor_id=mentor.id, kind="technical", started_on=date(2026, 1, 6)),
            Pairing(
                mentee_id=learner.id, mentor_id=supervisor.id, kind="culture", started_on=date(2026, 1, 6),
                ended_on=date(2026, 2, 1),
            ),
            MentorRating(
                mentee_id=learner.id, mentor_id=mentor.id, rated_at=at("2026-02-14 08:00"), percent=80, comment="Careful.",
                ratings={"skill": 4, "diligence": 5, "communication": 4, "safety": 4, "learning": 4},
            ),
            *(
                LogEntry(
                    person_id=learner.id, day=date(2026, month, day), cases="A private text", ideas="", learned="x",
                    written_at=at(f"2026-{month:02d}-{day:02d} 10:00"),
                )
                for month, day in ((1, 7), (1, 8), (2, 3))
            ),
        ])  # fmt: skip

        programme = Programme(code="technician", title=Bilingual("技师培训", "Technician track"), family="field")
        session.add(programme)
        session.flush()
        edition = ProgrammeVersion(
            programme_id=programme.id, number=3, published_at=at("2026-01-01 00:00"), extension_days=14,
            weights={"theory": 40, "practical": 40, "mentor": 20}, minimums={}, pass_mark=75,
        )  # fmt: skip
        session.add(edition)
        session.flush()
        stages = [
            Stage(
                version_id=edition.id, position=n, code=f"s{n}", title=Bilingual(zh, en), purpose=Bilingual(), days=14
            )
            for n, (zh, en) in enumerate((("岗前培训", "Pre-job training"), ("岗位认证", "Post certification")), 1)
        ]
        cohort = Cohort(
            code="2026-01", title=Bilingual("2026年1月批次", "Intake of January 2026"), version_id=edition.id,
            unit_id=learner.unit_id, starts_on=date(2026, 1, 5), opened_at=at("2026-01-02 02:00"),
        )  # fmt: skip
        session.add_all([*stages, cohort])
        session.flush()
        enrolment = Enrolment(
            person_id=learner.id, cohort_id=cohort.id, version_id=edition.id, starts_on=date(2026, 1, 5),
            enrolled_at=at("2026-01-05 01:00"),
        )  # fmt: skip
        session.add(enrolment)
        session.flush()
        session.add_all([
            StagePassage(enrolment_id=enrolment.id, stage_id=stages[0].id, passed_at=at("2026-01-19 04:00"), evidence=[]),
            StageExtension(
                enrolment_id=enrolment.id, stage_id=stages[1].id, days=14, reason="More practice with the analyser.",
                signed_by=supervisor.id, signed_at=at("2026-02-10 06:00"),
            ),
            StagePassage(enrolment_id=enrolment.id, stage_id=stages[1].id, passed_at=at("2026-02-16 09:00"), evidence=[]),
            Outcome(
                enrolment_id=enrolment.id, kind="on_duty", reason="", decided_at=at("2026-02-16 09:00"),
                result={
                    "figure": "85.8", "pass_mark": "75", "verdict": "pass", "evidence": [],
                    "parts": [
                        {"part": "theory", "weight": "40", "mark": "86.0", "minimum": "0", "contribution": "34.4", "refused": False},
                        {"part": "practical", "weight": "40", "mark": "88.5", "minimum": "0", "contribution": "35.4", "refused": False},
                        {"part": "mentor", "weight": "20", "mark": "80.0", "minimum": "0", "contribution": "16.0", "refused": False},
                    ],
                },
            ),
        ])  # fmt: skip

        scheme = Scheme(
            code="field-home", title=Bilingual("家用设备技师", "Home equipment technician"), family="field",
            certificate_title=Bilingual("售后技师等级证书", "After-sales Technician Certificate"),
        )  # fmt: skip
        session.add(scheme)
        session.flush()
        tier = Tier(
            scheme_id=scheme.id, level=1, code="junior", title=Bilingual("初级", "Junior"), knowledge=Bilingual(),
            skill=Bilingual(), examination=Bilingual(), requirements=[], validity_months=24,
            published_at=at("2026-01-01 00:00"),
        )  # fmt: skip
        session.add(tier)
        session.flush()
        certificate = Certificate(
            number="HT-2026-000007", code="K7MX-9QTR-4HWP-3CDN", person_id=learner.id, tier_id=tier.id,
            issued_on=date(2026, 2, 16), expires_on=date(2028, 2, 15), awarded_at=at("2026-02-16 09:00"), evidence=[],
            face={
                "name_zh": learner.name_zh, "name_latin": learner.name_latin, "tier_level": 1, "demo": True,
                **{
                    key: {"zh": "某", "en": "Some"}
                    for key in ("title", "tier", "product_line", "organisation", "signatory_name", "signatory_title")
                },
            },
        )  # fmt: skip
        session.add(certificate)
        session.flush()
        for day, kind in ((18, "suspend"), (20, "reinstate")):
            session.add(
                CertificateDecision(
                    certificate_id=certificate.id,
                    kind=kind,
                    decided_by=supervisor.id,
                    effective_on=date(2026, 2, day),
                    decided_at=at(f"2026-02-{day} 03:00"),
                    reason="Check of the rating sheet.",
                )
            )
        return Ids(cohort.id, enrolment.id, completion.id, tuple(attempts), certificate.id)
