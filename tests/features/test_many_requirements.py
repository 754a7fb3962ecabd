"""Pages about tiers ask the database as often for many requirements of every kind as for a few."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from certificates.drafts.concerned import concerned
from certificates.models import Tier
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, rollback
from tests.certificate_samples import award, publish, scheme_data
from tests.factories import Factory
from tests.features.counting import MOST_STATEMENTS, Counting, statements
from tests.features.kpi_card_scene import ship


def of_every_kind(number: int) -> list[dict[str, Any]]:
    """One requirement of each kind, with codes of their own."""
    return [
        {"kind": "course", "code": f"course-{number}"},
        {"kind": "exam", "code": f"exam-{number}", "min": 80},
        {"kind": "practical_exam", "code": f"rubric-{number}", "min": 80},
        {"kind": "practicals", "codes": [f"task-{number}", f"other-{number}"]},
        {"kind": "programme", "codes": [f"programme-{number}"]},
        {"kind": "any", "of": [{"kind": "kpi", "kpi": "csat", "op": ">=", "value": 90 + number, "months_running": 3}]},
        {"kind": "cases", "min": number},
        {"kind": "mentees", "min": number},
        {"kind": "pledge", "text": {"zh": f"承诺 {number}", "en": f"Pledge {number}"}},
    ]


@pytest.mark.one_database
@pytest.mark.parametrize("times", [1, 4])
def test_statements_do_not_grow_with_requirements(make: Factory, times: int) -> None:
    ship()
    asked = [{"kind": "previous_tier"}, *(one for n in range(1, times + 1) for one in of_every_kind(n))]
    data = scheme_data()
    for tier in data["tiers"][1:]:
        tier["requirements"] = asked
    publish(tiers=data["tiers"])
    people = [make.person(Role.LEARNER, product_line="home") for _n in range(3)]
    for person in people:
        award(person)
    top = db.session.scalars(select(Tier.id).order_by(Tier.level.desc())).first()
    rollback()
    count = Counting()
    holder, hr = make.browser(people[0]), make.browser(make.person(Role.HR, everywhere=True))
    for browser in (holder, hr):
        assert count.opens(browser, f"/certificates/people/{people[0].id}/tiers/{top}")
    assert count.opens(holder, "/certificates/schemes/field-home")
    assert count.opens(holder, "/my/certificates")
    assert count.over == {}
    for tier in data["tiers"]:
        tier["validity_months"] += 1
    with statements() as sent:
        found = concerned(data, clock.today())
    rollback()
    assert [one.on_the_way for one in found] == [1, 3, 0, 0]
    asked_for = [one for one in sent if not one.startswith("BEGIN")]
    assert len(asked_for) <= MOST_STATEMENTS - 2, "besides, the page reads who asks and what programmes there are"
