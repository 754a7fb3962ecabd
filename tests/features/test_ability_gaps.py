"""Abilities by errand: what is asked, who falls short, orders drawn and observed, and 360° rounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessments.actions.questionnaires import ship_questionnaires
from assessments.actions.survey_answers import answer_questionnaire
from assessments.models import PracticalExam, Rubric, SurveyInvitation
from assessments.queries.questionnaires import items_of
from assessments.rules.surveys.answers import Given
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.kpis.models import Subject
from lms.kpis.shipping import ship
from lms.people.models import Person
from lms.plans.actions.observing import Frame, draw_sample
from lms.plans.models import FeedbackRound, NeedPerson, Observation, ObservationOrder, ObservationSample, TrainingNeed
from lms.plans.queries.levels import standings
from lms.plans.queries.rounds import report_of
from lms.skills.actions import measure_by
from lms.skills.queries import get_ability, list_abilities
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements

PLAIN = "explaining-plainly"


class Scene:
    """A station with seven engineers, one of another region, a supervisor and a manager."""

    def __init__(self, make: Factory) -> None:
        self.region = make.unit("REGION", zh="华东大区", en="East")
        self.station = make.unit("STATION", parent=self.region, zh="上海服务站", en="Shanghai station")
        self.elsewhere = make.unit("OTHER", zh="华南大区", en="South")
        self.people = [make.person(Role.LEARNER, unit=self.station) for _ in range(7)]
        self.stranger = make.person(Role.LEARNER, unit=self.elsewhere)
        self.supervisor = make.person(Role.SUPERVISOR, unit=self.station)
        self.manager = make.person(Role.MANAGER, everywhere=True, unit=self.region)
        with transaction():
            ship(actor=System(), at=clock.now())
            ship_questionnaires(actor=System(), at=clock.now())


@pytest.fixture
def scene(make: Factory, fixed_clock: Clock) -> Scene:
    return Scene(make)


def pass_rubric(people: list[Person], assessor: Person) -> None:
    """A practical examination that shows “working safely” at level 3."""
    text = Bilingual("安全", "Safety")
    with transaction() as session:
        rubric = Rubric(code="safety", title=text, scenario=text, criteria=[], pass_mark=60, added_at=clock.now())
        session.add(rubric)
        session.flush()
        for person in people:
            session.add(
                PracticalExam(
                    rubric_id=rubric.id, learner_id=person.id, assessor_id=assessor.id, held_on=clock.today(), ratings={},
                    signed_at=clock.now(), percent=90, passed=True, comment="", form_token=f"t{person.id}",
                )
            )  # fmt: skip
        measure_by(
            ability=get_ability("work-safely"), kind="rubric", code="safety", level=3, from_day=clock.today(),
            actor=System(), at=clock.now(),
        )  # fmt: skip


def test_from_the_matrix_to_the_people_and_a_training_need(make: Factory, scene: Scene) -> None:
    pass_rubric(scene.people[:4], scene.manager)
    browser = make.browser(scene.supervisor)
    for path in ("/ability-matrix", "/ability-matrix?by=unit"):
        with statements() as asked:
            page = browser.get(path).get_data(as_text=True)
        assert len(asked) <= 12, "\n".join(asked)
        assert "50 %" in page
        assert "n = 8" in page
    page = browser.get("/ability-matrix/work-safely").get_data(as_text=True)
    assert "4 of 8 people" in page
    assert scene.people[6].name_latin in page
    assert scene.stranger.name_latin not in page
    assert browser.get(f"/ability-matrix/work-safely?unit={scene.elsewhere.id}").status_code == 404
    path = f"/needs/from-gap/work-safely?unit={scene.station.id}"
    assert browser.get(path).status_code == 200
    lacking = [p.id for p in scene.people[4:]]
    form = {
        "title_zh": "安全",
        "title_en": "Safety",
        "priority": 2,
        "wished_by": (clock.today() + timedelta(9)).isoformat(),
    }
    assert send(browser, path, {**form, "person": [scene.people[0].id]}).status_code == 422
    shown = send(browser, path, {**form, "person": lacking[:2]}, follow=True).get_data(as_text=True)
    need = db.session.scalars(select(TrainingNeed)).one()
    assert (need.source, need.evidence["met"], need.evidence["n"]) == ("ability_gap", 4, 8)
    assert set(db.session.scalars(select(NeedPerson.person_id))) == set(lacking[:2])
    assert "4 of 8 people meet" in shown
    assert make.browser(scene.people[0]).get("/ability-matrix").status_code == 403


def test_levels_are_asked_from_a_day_on_and_told_to_the_person(make: Factory, scene: Scene) -> None:
    pass_rubric(scene.people[:1], scene.manager)
    browser = make.browser(scene.manager)
    tomorrow = clock.today() + timedelta(1)
    tiers = {f"tier-{tier}": 4 for tier in range(5)}
    post = f"post:{scene.people[0].post_id}"
    path = "/ability-model/work-safely"
    assert send(browser, path, {"part": "levels", "whom": post, **tiers, "tier-4": 1}).status_code == 422
    assert (
        send(browser, path, {"part": "levels", "whom": post, **tiers, "from_day": tomorrow.isoformat()}).status_code
        == 302
    )
    own = [Person.id == scene.people[0].id]
    ability = get_ability("work-safely")
    now = standings(own, [ability], clock.today())[ability.id][0]
    later = standings(own, [ability], tomorrow)[ability.id][0]
    assert (now.required, now.shown.level, now.meets) == (2, 3, True)
    assert (later.required, later.meets) == (4, False)
    mine = make.browser(scene.people[0]).get("/ability-levels/mine").get_data(as_text=True)
    assert "Practical examination" in mine
    assert make.browser(scene.supervisor).get(f"/ability-levels/{scene.stranger.id}").status_code == 404
    added = {"code": "drone", "name_zh": "航拍", "name_en": "Drones", "meaning_zh": "会飞", "meaning_en": "Can fly", "family": "field", "layer": "expert"}  # fmt: skip
    assert send(browser, "/ability-model/new", {**added, "code": "No!"}).status_code == 422
    assert send(browser, "/ability-model/new", added).status_code == 302
    assert "Drones" in browser.get("/ability-model/drone").get_data(as_text=True)
    assert browser.get("/ability-model").status_code == 200


def frame(scene: Scene) -> Frame:
    month = date(2026, 5, 1)
    rows = [
        {
            "source": "crm", "order_no": f"W{n:03d}", "technician": scene.people[n % 3].employee_no, "team": "A" if n % 2 else "B",
            "product": "", "csat": 20.0 if n % 10 == 0 else 70.0 if n % 10 < 4 else 95.0, "month": month,
            "opened_at": clock.now().replace(tzinfo=None),
        }
        for n in range(100)
    ]  # fmt: skip
    return Frame(rows, 5)


def test_orders_are_drawn_by_seed_and_observed_once(make: Factory, scene: Scene) -> None:
    with transaction() as session:
        for person in scene.people[:3]:
            session.add(Subject(level="technician", source="crm", key=person.employee_no, person_id=person.id))
    month = date(2026, 5, 1)
    for _ in range(2):
        with transaction():
            draw_sample(
                title="May", unit=scene.station, first=month, last=month, size=24, seed=7, frame=frame(scene),
                actor=scene.supervisor, at=clock.now(),
            )  # fmt: skip
    first, again = db.session.scalars(select(ObservationSample).order_by(ObservationSample.id))
    drawn = {s.id: list(db.session.scalars(select(ObservationOrder).where(ObservationOrder.sample_id == s.id).order_by(ObservationOrder.position))) for s in (first, again)}  # fmt: skip
    assert [o.order_no for o in drawn[first.id]] == [o.order_no for o in drawn[again.id]]
    assert [sum(o.band == band for o in drawn[first.id]) for band in ("low", "middle", "high")] == [8, 8, 8]
    browser = make.browser(scene.supervisor)
    path = f"/observations/{first.id}"
    assert send(browser, f"{path}/1", {}).status_code == 422
    assert (
        browser.get(path).text.count("sf-tag sf-") == 0
    )  # nobody is swayed by the satisfaction before they have observed
    long = send(browser, f"{path}/1", {"points-wording": 3, "comment": "Calm, " * 167})
    assert (long.status_code, "has 1001 characters; at most 1000" in long.text) == (422, True), (
        "never cut without a word"
    )
    assert "Calm, Calm, Calm" in long.text, "what was written stays in its field"
    for order in drawn[first.id]:
        points = {"low": 2, "middle": 3, "high": 4}[order.band]
        assert send(browser, f"{path}/{order.position}", {"points-wording": points}).status_code == 302
    assert send(browser, f"{path}/1", {"points-wording": 5}).status_code == 422
    assert len(list(db.session.scalars(select(Observation)))) == 24
    with statements() as asked:
        page = browser.get(path).get_data(as_text=True)
    assert len(asked) <= 12
    assert page.count("Low satisfaction") == 8 + 1
    # 10 low, 30 middle and 60 high orders: 0.1 x 2 + 0.3 x 3 + 0.6 x 4, not the mean of those drawn (3).
    assert "<b>3.5</b>" in page
    ability = get_ability(PLAIN)
    rows = standings([Person.id == drawn[first.id][0].person_id], [ability], clock.today())[ability.id]
    assert not rows or any(e.kind == "observation" for e in rows[0].shown.by)
    assert browser.get("/observations").status_code == 200
    eyes_from_elsewhere(make, scene, first.id)


def eyes_from_elsewhere(make: Factory, scene: Scene, sample_id: int) -> None:
    """An assessor of another unit is asked, sees the orders and nothing of what they say, and agreement is worked out."""
    outsider, path = make.person(Role.ASSESSOR, unit=scene.elsewhere), f"/observations/{sample_id}"
    theirs, browser = make.browser(outsider), make.browser(scene.supervisor)
    assert theirs.get(path).status_code == 404
    assert send(theirs, f"{path}/observers", {"person": outsider.id}).status_code == 403
    assert send(browser, f"{path}/observers", {"person": scene.people[0].id}).status_code == 404
    assert "How far the observers agree" not in browser.get(path).get_data(as_text=True)
    for _ in range(2):  # asked twice, one invitation
        send(browser, f"{path}/observers", {"person": outsider.id})
    assert db.session.scalars(select(AuditLine.action)).all().count("sample.observer_asked") == 1
    db.session.rollback()
    page = theirs.get(path).get_data(as_text=True)
    assert "stays with the unit" in page
    assert "What it says" not in page
    assert "You are asked to observe work orders of another unit" in theirs.get("/notices").get_data(as_text=True)
    orders = db.session.scalars(select(ObservationOrder).where(ObservationOrder.sample_id == sample_id)).all()
    seen = {order.position: {"low": 2, "middle": 3, "high": 5}[order.band] for order in orders}
    db.session.rollback()
    for position, points in seen.items():
        assert send(theirs, f"{path}/{position}", {"points-wording": points}).status_code == 302
    page = browser.get(path).get_data(as_text=True)
    assert outsider.name_latin in page
    for words in ("How far the observers agree", "8.3", "ICC(1,1)", "weighted kappa"):  # 8 of 24 lie 25 of 100 apart
        assert words in page, words


def answer(role: str, number: float, count: int, word: str) -> None:
    query = select(SurveyInvitation).where(SurveyInvitation.role == role, SurveyInvitation.answered_on.is_(None))
    for invitation in list(db.session.scalars(query.limit(count))):
        given = {i.key: Given(text=word) if i.kind == "text" else Given(number=number) for i in items_of(invitation.version, invitation.aims)}  # fmt: skip
        with transaction():
            answer_questionnaire(invitation=invitation, given=given, actor=System(), at=clock.now())


def test_nothing_of_a_group_is_shown_before_three_have_answered(make: Factory, scene: Scene) -> None:
    person, *peers = scene.people
    browser = make.browser(scene.supervisor)
    abilities = [a.id for a in list_abilities() if a.code in (PLAIN, "complaint-handling")]
    due = (clock.today() + timedelta(10)).isoformat()
    path = f"/rounds/new/{person.id}"
    assert browser.get(path).status_code == 200
    two = {f"as-{p.id}": "peer" for p in peers[:2]}
    assert send(browser, path, {**two, "ability": abilities, "due_on": due}).status_code == 422
    three = {f"as-{p.id}": "peer" for p in peers[:3]}
    assert send(browser, path, {**three, "ability": abilities, "due_on": due}).status_code == 302
    round_ = db.session.scalars(select(FeedbackRound)).one()
    own = db.session.scalars(select(SurveyInvitation.id).where(SurveyInvitation.role == "self")).one()
    nothing = send(make.browser(person), f"/questionnaires/answer/{own}", {"q-keep": " "})
    assert nothing.status_code == 422
    assert "Nothing is answered yet" in nothing.text
    answer("self", 5, 1, "mine")
    answer("supervisor", 3, 1, "boss")
    answer("peer", 2, 2, "secret")
    report = report_of(round_, clock.today())
    assert {g.role: (g.answered, g.shown) for g in report.groups} == {
        "self": (1, 1),
        "supervisor": (1, 1),
        "peer": (2, 0),
    }
    page = browser.get(f"/rounds/{round_.id}").get_data(as_text=True)
    assert "secret" not in page
    assert "Hidden until 3 have answered" in page
    answer("peer", 2, 1, "secret")
    with statements() as asked:
        page = make.browser(person).get(f"/rounds/{round_.id}").get_data(as_text=True)
    assert len(asked) <= 12
    assert "secret" in page
    line = next(line for line in report_of(round_, clock.today()).lines if line.code == PLAIN)
    assert (line.by["peer"].n, line.by["peer"].mean, line.gap) == (3, 2.0, 5 - (3 + 2 * 3) / 4)
    for reader in (peers[0], scene.manager):
        assert make.browser(reader).get(f"/rounds/{round_.id}").status_code == 404
    results = "/questionnaires/results/feedback-360-named?kind=feedback_round&id=" + str(round_.id)
    assert make.browser(scene.manager).get(results).status_code in (404, 422)
    ability = get_ability(PLAIN)
    shown = standings([Person.id == person.id], [ability], clock.today())
    assert all(s.shown.level <= 3 for s in shown[ability.id])
