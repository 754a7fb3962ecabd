"""Changing weights: a further version from a month on, refused with every reason, and who may do it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from lms.people.models import Person
from lms.performance.models import ScorecardVersion
from lms.performance.queries.definitions import load_definitions
from tests.browsing import send
from tests.factories import Factory
from tests.features.kpi_card_scene import ship, small_card

PATH = "/kpi-cards/definitions/small/change"


@pytest.fixture
def manager(make: Factory) -> Person:
    ship()
    small_card()
    return make.person(Role.MANAGER, everywhere=True)


def filled(make: Factory, manager: Person, **changes: str) -> dict[str, Any]:
    """The form as the page fills it, with some fields changed."""
    page = make.browser(manager).get(PATH).get_data(as_text=True)
    values = {
        name: re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
        for tag, name in re.findall(r'(<input[^>]*name="(p\d[^"]*|from_month)"[^>]*>)', page)
    }
    return {**values, "p0new": "", "p1new": "", "reason": "The targets of spring.", "from_month": "2026-03", **changes}


def versions() -> list[ScorecardVersion]:
    query = select(ScorecardVersion).where(ScorecardVersion.reason != "").order_by(ScorecardVersion.id)
    return list(db.session.scalars(query))


def test_a_change_is_a_further_version_from_a_month_on(make: Factory, manager: Person) -> None:
    answer = send(make.browser(manager), PATH, filled(make, manager, p0="70", p1="30", p0l0target="82.5"))
    assert answer.status_code == 302
    (version,) = versions()
    assert (version.number, version.from_month, version.made_by) == (2, date(2026, 3, 1), manager.id)
    assert [part["weight"] for part in version.parts] == [70.0, 30.0]
    assert version.parts[0]["lines"][0]["target"] == 82.5
    known = load_definitions()
    old, new = known.for_audience("field", date(2026, 2, 1)), known.for_audience("field", date(2026, 3, 1))
    assert old is not None
    assert new is not None
    assert (old.number, new.number) == (1, 2)
    published = (
        select(AuditLine).where(AuditLine.action == "scorecard.published").order_by(AuditLine.seq.desc()).limit(1)
    )
    line = db.session.scalars(published).one()
    assert line.detail["reason"] == "The targets of spring."


def test_a_line_is_added_and_another_taken_out(make: Factory, manager: Person) -> None:
    changes = {
        "p0l0weight": "0", "p0new": "errors", "p0newweight": "50", "p0newworst": "6", "p0newtarget": "2", "p0newbest": "1",
    }  # fmt: skip
    assert send(make.browser(manager), PATH, filled(make, manager, **changes)).status_code == 302
    assert [line["measure"] for line in versions()[0].parts[0]["lines"]] == ["csat", "errors"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"p0": "70"}, "add up to 110 %"),
        ({"p0l0weight": "40"}, "within the part “Result” add up to 90 %"),
        ({"p0l0target": "95"}, "the target must lie between the worst and the best value"),
        ({"p0l0target": "nan"}, "Write a plain number, such as 12.5."),
        ({"p0l0target": "many"}, "Write a plain number, such as 12.5."),
        ({"from_month": "spring"}, "such as 2026-03"),
        ({"reason": "no"}, "Write 5 to 1000 characters."),
    ],
)
def test_what_is_refused_is_said_and_nothing_saved(
    make: Factory, manager: Person, changes: dict[str, str], said: str
) -> None:
    answer = send(make.browser(manager), PATH, filled(make, manager, **changes))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert versions() == []


def test_another_card_for_a_group_of_people(make: Factory, manager: Person) -> None:
    form = {"audience": "agent", "from_month": "2026-03"}
    assert send(make.browser(manager), "/kpi-cards/definitions/balanced/use", form).status_code == 302
    known = load_definitions()
    for month, code in ((date(2026, 2, 1), "agent-404020"), (date(2026, 3, 1), "balanced")):
        found = known.for_audience("agent", month)
        assert found is not None
        assert found.code == code


def test_only_who_manages_the_whole_organisation_changes_weights(make: Factory, manager: Person) -> None:
    for person in (make.person(Role.MANAGER), make.person(Role.SUPERVISOR, everywhere=True)):
        assert make.browser(person).get(PATH).status_code == 403
        assert send(make.browser(person), "/kpi-cards/definitions/balanced/use", {}).status_code == 403
    assert make.browser(make.person(Role.SUPERVISOR)).get("/kpi-cards/definitions/small").status_code == 200
