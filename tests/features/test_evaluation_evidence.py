"""What the upper levels of the chain rest on: estimates, what falls due, and claims without behaviour."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.core.notices import Notice
from lms.evaluation.actions.due import call_for_results
from lms.evaluation.models import EffectApproval, EffectEstimate, RoiCase, RoiVersion
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.rules.verdicts import Signal
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.evaluation_scene import CODE, PAGE, Scene
from tests.features.evidence_scene import estimated, finding, replan, sit, trained


@pytest.fixture
def scene(make: Factory) -> Scene:
    return trained(make)


def test_a_case_takes_its_evidence_from_the_records(scene: Scene, make: Factory) -> None:
    sit(scene)
    replan("first", "last", "csat")
    estimated("csat", 4.1)
    with transaction() as session:
        title = Bilingual("礼仪回报", "Return on manners")
        case = RoiCase(subject_kind="course", subject_code=CODE, title=title, made_at=clock.now())
        content = {
            "title": "x", "people": "6", "evidence": {"level3": "Two calls heard."}, "costs": {"total": "100"},
            "benefit": [{"code": "b1", "amount": "150", "isolation": "comparison", "source": "Ledger"}],
        }  # fmt: skip
        case.versions.append(RoiVersion(number=1, stage="result", content=content, made_at=clock.now()))
        session.add(case)
        session.flush()
        path = f"/evaluation/roi/{case.id}"
    browser = make.browser(make.person(Role.HR, everywhere=True))
    with statements() as asked:
        page = browser.get(path).text
    assert len([one for one in asked if one != "BEGIN"]) <= 12
    said = (
        "+30.0 points. Score after less score before", "Exams: Exam, Exam", "0 of 6 answered; too few to be shown",
        "Note: Two calls heard.", "+4.1 score points. ", "84 trained people against 213", "nobody has signed for it yet",
    )  # fmt: skip
    assert [words for words in said if words not in page] == []
    assert "No record for level 1." in page  # what was only noted counts, what is missing does not
    assert "The records of each level come by themselves" in browser.get(f"{path}/edit").text
    book = load_workbook(io.BytesIO(send(browser, f"{path}/workbook").data))
    rows: list[list[Any]] = [[cell.value or "" for cell in row] for row in book["Evidence"].iter_rows(min_row=4)]
    assert rows[1][1].startswith("+30.0 points")
    assert rows[1][2:4] == ["Exams: Exam, Exam", clock.today().isoformat()]
    assert (rows[2][4], rows[3][2][:8]) == ("Two calls heard.", "Estimate")
    # The next estimate stands in the case without anybody's doing.
    estimated("csat", 6.5)
    assert "+6.5 score points. " in browser.get(path).text


def test_what_falls_due_calls_for_itself(scene: Scene, make: Factory, fixed_clock: Clock) -> None:
    def told() -> list[str]:
        with transaction():
            asked, count = call_for_results(actor=ROUND, at=clock.now())
        query = select(Notice.kind).where(
            Notice.recipient_id == scene.manager.id, Notice.kind.startswith("evaluation_")
        )
        kinds = sorted(db.session.scalars(query))
        db.session.rollback()
        return [*kinds, f"{asked} {count}"]

    browser = make.browser(scene.manager)
    assert told() == ["0 0"]
    assert "Falls due" not in browser.get("/evaluation").text
    fixed_clock.forward(days=95)
    # Nobody declared a KPI: whoever decides is told, once.
    assert told() == ["evaluation_declare", "0 1"]
    assert told() == ["evaluation_declare", "0 0"]
    assert "Declare the KPI that it was to move" in browser.get("/evaluation").text
    # The estimate asks for itself, and not again while it may still come to nothing.
    replan(None, None, "csat")
    assert told() == ["evaluation_declare", "1 0"]
    assert told() == ["evaluation_declare", "0 0"]
    job = db.session.scalars(select(Job).where(Job.kind == "evaluation.estimate")).one()
    assert (job.arguments["subject_code"], job.arguments["kpi_code"]) == (CODE, "csat")
    db.session.rollback()
    fixed_clock.forward(days=30)
    assert told()[-1] == "1 0"
    # What it came to waits for a signature of those who decide.
    estimated("csat", 4.1)
    assert told() == ["evaluation_approve", "evaluation_declare", "0 1"]
    assert "Sign for the estimate of the effect" in browser.get("/evaluation").text
    with transaction() as session:
        estimate = session.scalars(select(EffectEstimate)).one()
        session.add(
            EffectApproval(estimate_id=estimate.id, reason="x", signed_by=scene.manager.id, signed_at=clock.now())
        )
    assert told()[-1] == "0 0"
    assert "Falls due" not in browser.get("/evaluation").text


def test_results_without_behaviour_are_flagged_and_only_the_declared_kpi_counts(scene: Scene, make: Factory) -> None:
    assert finding(4).reason == "no_kpi"
    estimated("csat", 4.1)
    assert (finding(4).signal, finding(4).reason) == (Signal.MIXED, "effect_undeclared")
    replan(None, None, "csat")
    found = finding(4)
    assert (found.signal, found.reason, found.n, found.flag) == (Signal.GOOD, "effect_good", 84, "gap")
    browser = make.browser(scene.manager)
    page = browser.get("/evaluation").text
    assert "No evidence of behaviour" in page
    page = browser.get(PAGE).text
    assert "+4.1 score points" in page
    assert "Claimed without evidence of behaviour: level" in page
    # What cannot be relied on says so wherever its figure stands: on the board, on the page, and in the chain of a return.
    estimated("csat", 4.4, "not robust", "series")
    for address, label in (("/evaluation", "not robust; weaker evidence"), (PAGE, "Not robust: a drift between the two groups could explain it. Weaker evidence")):  # fmt: skip
        assert label in browser.get(address).text
    replan(None, None, None)
    assert "not robust; weaker evidence; not declared beforehand" in browser.get("/evaluation").text
    replan(None, None, "csat")
    estimated("csat", -3.0)  # a newer one, and it went the wrong way
    found = finding(4)
    assert found.signal == Signal.WEAK
    assert "Retire" in browser.get(PAGE).text


def test_a_units_case_counts_who_worked_there_when_they_finished(
    scene: Scene, make: Factory, fixed_clock: Clock
) -> None:
    """Levels 1 to 3 as level 4: whoever moved away since still counts, whoever came since does not."""
    from assessments.models import SurveyInvitation
    from lms.evaluation.evidence import chain_within
    from lms.evaluation.queries.plans import get_planned
    from lms.people.actions.placements import place_in_unit

    sit(scene)
    replan("first", "last", None)
    with transaction() as session:
        other = make.unit("AWAY", parent=session.get_one(type(scene.station), scene.station.parent_id))
        asked = session.scalars(select(SurveyInvitation).where(SurveyInvitation.context_kind == "evaluation_wave"))
        level_1 = len(list(asked))

    def counted(unit: Any) -> tuple[int, int, int]:
        chain = chain_within(get_planned("course", CODE), unit)
        answers = sum(one.asked for key, one in chain.answered.items() if key[2] == 1)
        people = chain.finishers.people if chain.finishers else 0
        db.session.rollback()
        return people, chain.tested.learned.sat if chain.tested.learned else 0, answers

    assert counted(scene.station) == (6, 6, level_1)
    assert counted(other) == (0, 0, 0)
    fixed_clock.forward(days=3)
    with transaction() as session:
        for person in scene.learners[:2]:
            moved = session.get_one(type(person), person.id)
            place_in_unit(person=moved, unit_id=other.id, from_day=clock.today(), actor=ROUND, at=clock.now())
    assert counted(scene.station) == (6, 6, level_1)
    assert counted(other) == (0, 0, 0)
    # Who finishes it after the move counts in the new unit.
    late = make.person(Role.LEARNER, unit=scene.station)
    with transaction() as session:
        moved = session.get_one(type(late), late.id)
        place_in_unit(person=moved, unit_id=other.id, from_day=clock.today(), actor=ROUND, at=clock.now())
    scene.finish(late)
    assert (counted(scene.station)[0], counted(other)[0]) == (6, 1)
