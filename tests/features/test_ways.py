"""One page for one person and one tier: every requirement with its evidence, groups, what to do next; the pledge is signed there;
the same answer guards the award."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from certificates.models import Tier
from certificates.pledges.models import PledgeSignature
from certificates.queries.requirements import requirement_states
from certificates.rules.requirements import pledge_code
from certificates.unmet import unmet_requirements
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.errors import describe
from lms.mentoring.models import CaseDecision, CaseEdition, LibraryCase
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import award, publish, scheme_data
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.kpi_card_scene import read, ship

PLEDGE = {"zh": "我承诺如实记录。", "en": "I promise to record what is true.\nAlways."}
ASKED: list[dict[str, Any]] = [
    {"kind": "previous_tier"},
    {"kind": "months_in_grade", "min": 12},
    {"kind": "course", "code": "safety", "version_from": 2},
    {"kind": "any", "of": [
        {"kind": "kpi", "kpi": "complex_cases", "value": 50},
        {"kind": "all", "of": [{"kind": "cases", "min": 2}, {"kind": "mentees", "min": 1}]},
    ]},
    {"kind": "pledge", "text": PLEDGE},
]  # fmt: skip


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def tier(make: Factory) -> Tier:
    ship()
    tiers = scheme_data()["tiers"]
    tiers[1]["requirements"] = ASKED
    publish(tiers=tiers)
    found = db.session.scalars(select(Tier).where(Tier.level == 2)).one()
    db.session.rollback()
    return found


def write_case(author: Person, editor: Person) -> None:
    with transaction() as session:
        case = LibraryCase(author_id=author.id, family="field", put_forward_by=author.id, put_forward_at=clock.now())
        texts = dict.fromkeys(("symptom", "environment", "diagnosis", "solution", "lesson"), "x")
        case.editions = [CaseEdition(number=1, title="x", edited_by=author.id, edited_at=clock.now(), **texts)]
        case.decisions = [CaseDecision(kind="published", reason="", decided_by=editor.id, decided_at=clock.now())]
        session.add(case)


def complete(person: Person, number: int) -> None:
    with transaction() as session:
        course = session.scalar(select(Course).where(Course.code == "safety"))
        if course is None:
            title = Bilingual("安全", "Safety first")
            course = Course(code="safety", category="safety", delivery="online", title=title, summary=title, added_at=clock.now())  # fmt: skip
            session.add(course)
        version = CourseVersion(course=course, number=number, published_at=clock.now())
        session.add(version)
        session.flush()
        session.add(CourseCompletion(person_id=person.id, version_id=version.id, completed_at=clock.now()))


def test_the_way_says_what_is_met_and_what_to_do_next(
    app: Flask, make: Factory, tier: Tier, fixed_clock: Clock
) -> None:
    unit = make.unit()
    person = make.person(Role.LEARNER, unit=unit, product_line="home", hired_on=date(2024, 1, 5), name_zh="王芳")
    supervisor, other = make.person(Role.SUPERVISOR, unit=unit), make.person(Role.LEARNER, product_line="home")
    stranger = make.person(Role.SUPERVISOR, unit=make.unit())
    award(person)
    complete(person, 1)
    way = f"/certificates/people/{person.id}/tiers/{tier.id}"
    own = make.browser(person)
    page = said(own.get(way).get_data(as_text=True))
    for words in (
        "What to do next Wait: met on 2 Mar 2027. 12 months in the tier below",
        "Complete the course in its present version. Course “Safety first” completed, version 2 or later",
        "Version 1 completed on 2 Mar 2026, which is not new enough",
        "Any one of these 0 of 1 met",
        "All of these together 0 of 2 met",
        "Read the pledge and sign it.",
        "50 more are needed.",
        "Requirements met 1 / 5",
    ):
        assert words in page, words
    next_steps = page.split("What to do next")[1].split("Requirements")[0]
    assert "Complex cases: at least 50" in next_steps
    assert "Write 2 more cases" not in next_steps  # the longer way through the group
    assert make.browser(supervisor).get(way).status_code == 200
    assert make.browser(other).get(way).status_code == 404
    assert make.browser(stranger).get(way).status_code == 404
    assert own.get(f"/certificates/people/{person.id}/tiers/99").status_code == 404

    # With cases written the other way through the group is the nearer one.
    write_case(person, supervisor)
    write_case(person, supervisor)
    next_steps = said(own.get(way).get_data(as_text=True)).split("What to do next")[1].split("Requirements")[0]
    assert "Bring 1 more mentee through" in next_steps
    assert "are needed" not in next_steps

    # The pledge: read, ticked, signed; kept with its words.
    path = f"/my/pledges/{pledge_code(PLEDGE)}"
    assert path in own.get(way).get_data(as_text=True)
    assert path not in make.browser(supervisor).get(way).get_data(as_text=True)
    assert "<p>Always.</p>" in own.get(path).get_data(as_text=True)
    assert send(own, path, {}).status_code == 422
    assert send(own, path, {"stand_by": "1"}).headers["Location"] == way
    signed = db.session.scalars(select(PledgeSignature)).one()
    assert (signed.person_id, signed.text.en, signed.language, signed.tier_id) == (
        person.id,
        PLEDGE["en"],
        "en",
        tier.id,
    )
    assert "pledge.signed" in db.session.scalars(select(AuditLine.action)).all()
    db.session.rollback()
    assert own.get("/my/pledges/nothing").status_code == 404

    # A year later, with the new version and the figures: all is met, and nothing guards against the award any more.
    unmet = unmet_requirements(person, tier, clock.today())
    assert len(unmet) == 3
    with app.test_request_context(), force_locale("en"):
        assert "12 months in the tier below. 0 months since 2 Mar 2026" in " ".join(describe(unmet))
    complete(person, 2)
    read(person, date(2026, 2, 1), {"complex_cases": (60, 50)})
    fixed_clock.forward(days=365)
    assert unmet_requirements(person, tier, clock.today()) == ()
    page = said(own.get(way).get_data(as_text=True))
    assert "Everything that this tier asks for is met." in page
    assert "What to do next" not in page

    # For a renewal only what is new counts.
    since = date(2026, 9, 1)
    anew = {state.kind: state.met for state in requirement_states(person.id, tier, clock.today(), since=since)}
    assert anew == {"previous_tier": True, "months_in_grade": True, "course": False, "any": False, "pledge": False}
    own_rule = requirement_states(person.id, tier, clock.today(), since=since, requirements=[{"kind": "pledge", "text": PLEDGE}])  # fmt: skip
    assert [(state.kind, state.met, state.state.stale) for state in own_rule] == [("pledge", False, date(2026, 3, 2))]


def test_a_pledge_that_changed_since_is_not_signed(make: Factory, tier: Tier) -> None:
    person = make.person(Role.LEARNER, product_line="home")
    own = make.browser(person)
    path = f"/my/pledges/{pledge_code(PLEDGE)}"
    assert own.get(path).status_code == 200
    tiers = scheme_data()["tiers"]
    tiers[1]["requirements"] = [{"kind": "pledge", "text": {**PLEDGE, "en": "I promise."}}]
    publish(tiers=tiers)
    assert (
        send(own, path, {"stand_by": "1"}).status_code == 302
    )  # the old words are those of the old version, and signed as such
    page = said(own.get(f"/certificates/people/{person.id}/tiers/{tier.id + 3}").get_data(as_text=True))
    assert "Not signed yet" in page
