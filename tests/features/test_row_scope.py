"""Other people's records: every address that names one, opened by everybody whose business it is not.

A new address with a parameter fails the first test until it stands in a table here: either it names somebody's record
(RECORDS, with those of the same unit who may open it) or it is the same for all who hold the permission (SHARED).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from tests.browsing import token_of
from tests.factories import Factory
from tests.features.counting import Counting
from tests.features.whole_world import World, build_world

pytestmark = pytest.mark.long

SHARED = (
    "/authoring/courses/",  # courses are the organisation's
    "/bank/",  # and so is the bank; an import's address is signed for whoever began it
    "/certificates/schemes/",
    "/cases/",  # the library is the organisation's; what is not published yet, test_coaching tries
    "/courses/",
    "/cut/",  # panels are about exams; what a judge enters only judges of the panel reach, which test_cut_scores tries
    "/evaluation/of/",  # a training is the organisation's; whose figures, the query says and test_evaluation tries
    "/exams/",
    "/lessons/",  # one's own place in it
    "/practicals/tasks/",  # what a task asks for is the organisation's
    "/kpi-cards/definitions/",  # how people are measured, and the months, are the organisation's
    "/kpi-cards/months/",
    "/kpi-links/<code>",  # the same; whose people are grouped, test_kpi_links tries
    "/kpis/<code>",  # a KPI is the organisation's; whose figures, the query says and test_kpi_pages tries
    "/kpis/calendar/",
    "/kpis/definitions/",
    "/ability-model/",  # what is asked of whom is the organisation's
    "/ability-matrix/",  # the query says whose people; test_ability_gaps tries it
    "/needs/from-figures/",  # whose figures, the query asks within reach; test_missing_abilities tries it
    "/needs/from-gap/",
    "/abilities/",  # what stands behind which KPI is the organisation's
    "/kpis/targets/",
    "/kpis/alert-rules/",  # rules are the organisation's
    "/simulations/cards/",  # and the scenario cards; whose calls, test_simulations tries
    "/questionnaires/<code>",  # what is asked is the organisation's
    "/questionnaires/results/<code>",  # the query says whose answers; test_anonymity tries it
    "/programmes/",  # programmes are the organisation's; whom a move concerns, the query says and test_programme_editor tries
    "/first/",  # the token is the key
    "/v/",  # for anybody with a certificate in hand
)
WHOLE = (
    "/administration/tokens/",
    "/kpis/loads/",
    "/kpis/profiles/",
    "/kpis/technicians/",
    "/kpis/uploads/",
)
"""What belongs to no unit, so that only those of the whole organisation get in: see test_technician_pages, test_api."""
RECORDS: dict[str, tuple[str, ...]] = {
    "/ability-levels/<int:person_id>": ("supervisor", "hr", "manager"),
    "/attempts/<int:attempt_id>/<int:position>": ("learner",),
    "/attempts/<int:attempt_id>/<int:position>/figure": ("learner",),
    "/attempts/<int:attempt_id>/<int:position>/pictures/<int:number>": (),
    "/appeals/<int:appeal_id>": ("assessor", "manager"),
    "/attempts/<int:attempt_id>/answers": (),
    "/attempts/<int:attempt_id>/focus": (),
    "/attempts/<int:finished>/appeal/<int:position>": ("learner",),
    "/attempts/<int:attempt_id>/hand-in": ("learner",),
    "/attempts/<int:attempt_id>/time": ("learner",),
    "/attempts/<int:attempt_id>": (),
    "/attempts/<int:attempt_id>/result": (),
    "/certificates/<int:certificate_id>": ("learner", "supervisor", "hr", "manager"),
    "/certificates/<int:certificate_id>/decisions": (),
    "/certificates/<int:certificate_id>/pdf": (),
    "/enrolments/<int:enrolment_id>": ("learner", "mentor", "supervisor", "hr", "manager", "admin"),
    "/enrolments/<int:enrolment_id>/decide": ("supervisor", "manager"),
    "/enrolments/<int:enrolment_id>/result": ("learner", "mentor", "supervisor", "hr", "manager", "admin"),
    "/evaluation/costs/<int:cost_id>/reverse": (),
    "/evaluation/costs/import/<int:cost_import_id>": ("hr",),
    "/evaluation/costs/import/<int:cost_import_id>/load": (),
    "/evaluation/effects/<int:estimate_id>": ("hr", "manager"),
    "/evaluation/effects/<int:estimate_id>/approve": (),
    "/evaluation/effects/<int:estimate_id>/events.svg": (),
    "/evaluation/effects/<int:estimate_id>/file": (),
    "/evaluation/effects/<int:estimate_id>/groups.svg": (),
    "/evaluation/effects/asked/<int:job_id>": (),
    "/evaluation/roi/<int:case_id>": ("hr", "manager"),
    "/evaluation/roi/<int:case_id>/balance.svg": (),
    "/evaluation/roi/<int:case_id>/edit": ("hr", "manager"),
    "/evaluation/roi/<int:case_id>/hinges.svg": (),
    "/evaluation/roi/<int:case_id>/report": (),
    "/evaluation/roi/<int:case_id>/sign": (),
    "/evaluation/roi/<int:case_id>/told": (),
    "/evaluation/roi/<int:case_id>/workbook": (),
    "/evaluation/roll-outs/<int:roll_out_id>": ("hr", "manager"),
    "/evaluation/roll-outs/<int:roll_out_id>/waves": (),
    "/evaluation/trainers/<int:person_id>": (),
    "/evaluation/roll-outs/<int:roll_out_id>/withdraw": (),
    "/intakes/<int:cohort_id>": ("supervisor", "hr", "manager", "admin"),
    "/intakes/<int:cohort_id>/mentors": ("hr", "manager"),
    "/intakes/<int:cohort_id>/people": ("hr", "manager"),
    "/jobs/<int:job_id>": ("hr",),
    "/jobs/<int:job_id>/file": ("hr",),
    "/kpi-cards/people/<int:person_id>": ("supervisor", "manager"),
    "/kpi-cards/people/<int:person_id>/pdf": (),
    "/kpi-cards/units/<int:unit_id>": ("supervisor", "manager"),
    "/kpi-cards/units/<int:unit_id>/pdf": (),
    "/kpis/alerts/<int:alert_id>": ("supervisor", "manager"),
    "/kpis/alerts/<int:alert_id>/acknowledge": (),
    "/kpis/alerts/<int:alert_id>/chart.svg": (),
    "/kpis/alerts/<int:alert_id>/close": (),
    "/kpis/alerts/<int:alert_id>/comment": (),
    "/kpis/alerts/<int:alert_id>/hand-over": (),
    "/log/<int:entry_id>/reply": (),
    "/log/mentors/<int:mentor_id>": ("learner",),
    "/log/photos/<int:log_photo_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/mentees/<int:person_id>/hand-over": (),
    "/mentors/<int:person_id>": ("supervisor", "hr", "manager"),
    "/mentors/<int:person_id>/appoint": (),
    "/mentors/<int:person_id>/credit": (),
    "/mentors/<int:person_id>/hand-over": ("hr", "manager"),
    "/mentors/<int:person_id>/profile": (),
    "/mentors/<int:person_id>/rest": (),
    "/mentors/<int:person_id>/resume": (),
    "/mentors/<int:person_id>/retire": (),
    "/mentors/<int:person_id>/suitability": (),
    "/pairing/<int:round_id>": ("hr", "manager"),
    "/pairing/<int:round_id>/<int:mentee_id>/<kind>": ("hr", "manager"),
    "/pairing/<int:round_id>/change": (),
    "/pairing/<int:round_id>/publish": (),
    "/people/<int:person_id>/mentors/<int:pairing_id>/cover": ("hr", "manager"),
    "/talks/<int:talk_id>": ("learner", "mentor"),
    "/talks/<int:talk_id>/agree": (),
    "/talks/<int:talk_id>/change": ("learner", "mentor"),
    "/talks/<int:talk_id>/steps/<int:step_id>/done": (),
    "/talks/new/<int:person_id>": ("mentor",),
    "/marking/<int:item_id>": ("assessor",),
    "/mentees/<int:person_id>": ("mentor", "supervisor", "hr", "manager"),
    "/mentees/<int:person_id>/rate": ("mentor",),
    "/kpis/people/<int:person_id>": ("learner", "supervisor", "manager"),
    "/people/<int:person_id>/development": ("learner", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/development/agree": (),
    "/people/<int:person_id>/development/goals": (),
    "/people/<int:person_id>/development/goals/<int:goal_id>/drop": (),
    "/people/<int:person_id>/development/reviews": (),
    "/enrolments/<int:enrolment_id>/agreement": (),
    "/enrolments/<int:enrolment_id>/pause": ("supervisor", "hr", "manager"),
    "/enrolments/<int:enrolment_id>/pauses/<int:pause_id>/end": (),
    "/enrolments/<int:enrolment_id>/transfer": ("hr", "manager"),
    "/intakes/<int:cohort_id>/move": ("hr", "manager"),
    "/intakes/rules/<int:rule_id>/end": (),
    "/intakes/rules/<int:rule_id>/run": (),
    "/needs/<int:need_id>": ("supervisor", "manager"),
    "/needs/<int:need_id>/decide": (),
    "/needs/from-alert/<int:alert_id>": ("supervisor", "manager"),
    "/notices/<int:notice_id>/open": (),
    "/observations/<int:sample_id>": ("assessor", "supervisor", "hr", "manager"),
    "/observations/<int:sample_id>/observers": ("supervisor", "hr", "manager"),
    "/observations/<int:sample_id>/<int:position>": ("assessor", "supervisor", "hr", "manager"),
    "/rounds/<int:round_id>": ("learner", "supervisor"),
    "/rounds/new/<int:person_id>": ("supervisor", "hr", "manager"),
    "/people/<int:person_id>": ("mentor", "supervisor", "hr", "manager", "admin"),
    "/people/<int:person_id>/archive": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/courses/<int:completion_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/exams/<int:finished>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/pdf": (),
    "/people/<int:person_id>/extra-time": ("hr", "manager"),
    "/people/<int:person_id>/leaving": ("hr", "admin"),
    "/people/<int:person_id>/mentors": ("hr", "manager"),
    "/people/<int:person_id>/mentors/<int:pairing_id>/end": (),
    "/people/<int:person_id>/roles": (),
    "/people/<int:person_id>/roles/<int:assignment_id>/end": (),
    "/people/<int:person_id>/sign-in-link": (),
    "/people/roster/<int:roster_id>": ("hr",),
    "/people/roster/<int:roster_id>/load": (),
    "/people/roster/<int:roster_id>/rejects": ("hr",),
    "/practical-exams/<int:learner_id>/<rubric_code>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practical-exams/<int:learner_id>/<rubric_code>/rate": (),
    "/practical-exams/results/<int:exam_id>": ("learner", "mentor", "assessor", "supervisor", "hr", "manager"),
    "/practicals/<int:learner_id>/<task_code>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practicals/<int:learner_id>/<task_code>/sign-off": ("mentor",),
    "/practicals/countersignatures/<int:countersignature_id>/withdraw": ("supervisor",),
    "/practicals/photos/<int:photo_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practicals/sign-offs/<int:sign_off_id>/countersign": (),
    "/practicals/sign-offs/<int:sign_off_id>/revoke": ("mentor",),
    "/simulations/<int:simulation_id>": ("assessor",),
    "/simulations/<int:simulation_id>/third": (),
    "/questionnaires/answer/<int:invitation_id>": ("learner",),
    "/questionnaires/answer/<int:invitation_id>/decline": ("learner",),
    "/questionnaires/answer/<int:invitation_id>/thanks": (),
    "/ratings/<int:rating_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
}
FINISHED = {
    "/people/<int:person_id>/archive/exams/<int:attempt_id>": "/people/<int:person_id>/archive/exams/<int:finished>",
    "/attempts/<int:attempt_id>/appeal/<int:position>": "/attempts/<int:finished>/appeal/<int:position>",
}
"""An attempt under way is in nobody's archive yet and has no mark to appeal against, so those addresses take one that is finished."""


@pytest.fixture
def world(make: Factory) -> World:
    return build_world(make, make.unit("A"))


def _addresses(app: Flask, world: World) -> list[tuple[str, str, str]]:
    """Method, rule and address of everything that names a record."""
    found = []
    for rule in app.url_map.iter_rules():
        key = FINISHED.get(rule.rule, rule.rule)
        if key not in RECORDS:
            continue
        path = key
        for name, value in world.values.items():
            path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
        assert "<" not in path, path
        found += [(method, key, path) for method in ("GET", "POST") if method in (rule.methods or ())]
    return found


def _lines() -> int:
    count = db.session.scalar(select(func.count()).select_from(AuditLine)) or 0
    db.session.rollback()
    return count


def _try_all(app: Flask, world: World, browser: FlaskClient, allowed: tuple[int, ...]) -> None:
    before, token = _lines(), token_of(browser)
    for method, _rule, path in _addresses(app, world):
        if method == "GET":
            answer = browser.get(path)
        elif path.endswith("/answers"):
            body = {"position": 1, "sequence": 1, "answer": {"chosen": [0], "flagged": False}}
            answer = browser.post(path, json=body, headers={"X-CSRFToken": token})
        else:
            answer = browser.post(path, data={"csrf_token": token, **_FORM})
        assert answer.status_code in allowed, f"{method} {path}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in")
        assert world.people["learner"].name_zh not in answer.get_data(as_text=True), path
    assert _lines() == before


_FORM: dict[str, Any] = {
    "kind": "withdraw", "reason": "Because I can.", "text": "Hello", "role": "learner", "unit": "1", "decision": "pass",
    "mode": "observe", "days": "7", "last_day": "2026-03-01", "form_token": "a-token-of-mine", "comment": "x", "chosen": "0",
    "last": "2026-03-01", "skill": "5", "diligence": "5", "communication": "5", "safety": "5", "learning": "5",
}  # fmt: skip


def test_every_address_with_a_parameter_stands_in_a_table(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "<" in rule.rule and not rule.endpoint.endswith("static"):
            known = FINISHED.get(rule.rule, rule.rule) in RECORDS
            assert known != rule.rule.startswith((*SHARED, *WHOLE)), (
                f"{rule.rule}: whose record does it name? Say so in this file."
            )


@pytest.mark.one_database
def test_no_role_of_another_unit_opens_anything_alone_or_with_all_others(
    app: Flask, make: Factory, world: World
) -> None:
    other = make.unit("B")
    for roles in (*((role,) for role in Role), tuple(Role)):
        _try_all(app, world, make.browser(make.person(*roles, unit=other)), (403, 404))


@pytest.mark.one_database
def test_somebody_else_of_the_same_unit_opens_nothing(app: Flask, make: Factory, world: World) -> None:
    for roles in ((Role.LEARNER,), (Role.MENTOR, Role.TRAINER)):
        _try_all(app, world, make.browser(make.person(*roles, unit=world.unit)), (403, 404))


@pytest.mark.parametrize(("role", "path"), [(Role.AUDITOR, "audit"), (Role.ADMIN, "audit"), (Role.ADMIN, "letters")])
def test_what_belongs_to_no_unit_is_for_those_of_the_whole_organisation(make: Factory, role: Role, path: str) -> None:
    assert make.browser(make.person(role)).get(f"/administration/{path}").status_code == 403
    assert make.browser(make.person(role, everywhere=True)).get(f"/administration/{path}").status_code == 200


def test_nobody_opens_nothing(app: Flask, world: World, client: FlaskClient) -> None:
    _try_all(app, world, client, (302, 404))


@pytest.mark.one_database
def test_those_whose_business_it_is_get_in_and_no_page_asks_the_database_often(
    app: Flask, make: Factory, world: World
) -> None:
    browsers = {who: make.browser(person) for who, person in world.people.items()}
    counting = Counting()
    for method, rule, path in _addresses(app, world):
        if method == "GET":
            if RECORDS[rule]:
                got = {who for who in browsers if counting.opens(browsers[who], path)}
                assert got == set(RECORDS[rule]), f"{path}: {got}"
            else:  # whose business it is, another test says
                any(counting.opens(browser, path) for browser in browsers.values())
    menus: dict[str, FlaskClient] = {}
    for browser in browsers.values():
        assert counting.opens(browser, "/")
        home = browser.get("/").get_data(as_text=True)
        menus |= dict.fromkeys(re.findall(r'href="(/[a-z][^"?#]*)"', home[: home.index("<main")]), browser)
    for path, browser in menus.items():
        if not path.startswith(("/static/", "/sign-out")):
            assert counting.opens(browser, path), path
    assert counting.over == {}
