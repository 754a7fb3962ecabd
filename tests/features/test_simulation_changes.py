"""Simulated calls that cannot go on as arranged: an assessor is replaced, a call is called off."""

from __future__ import annotations

from sqlalchemy import select

from assessments.models import Simulation
from assessments.queries.simulations import verdict_of
from lms.core.access import Role
from lms.core.db import db
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.features.mentoring_scene import Scene
from tests.features.test_simulations import arrange, assessors, rate, scene

__all__ = ["scene"]


def told(person: Person, kind: str) -> int:
    return len(db.session.scalars(select(Notice.id).where(Notice.recipient_id == person.id, Notice.kind == kind)).all())


def seats(path: str) -> dict[int, int]:
    row = db.session.get_one(Simulation, int(path.rpartition("/")[2]))
    found = {seat.assessor_id: seat.id for seat in row.assessors}
    db.session.rollback()
    return found


def test_who_does_not_rate_is_replaced_with_a_reason(scene: Scene) -> None:
    first, second, third = assessors(scene)
    one, two, three = (scene.make.browser(person) for person in (first, second, third))
    path = arrange(one, scene.learner, [first, second]).location
    assert rate(one, path, 3).status_code == 302
    seat = seats(path)

    page = one.get(path).text
    assert "Somebody else instead of Assessor 1" in page
    assert "Somebody else instead of Assessor 0" not in page, "who has rated stays"
    assert "If it cannot go on like this" not in two.get(path).text, "only who arranged it"
    assert (
        send(two, f"{path}/assessors/{seat[second.id]}", {"assessor": third.id, "reason": "On leave"}).status_code
        == 404
    )
    for change, said in (
        ({"reason": "x"}, "Say why, in 2 to 1000"), ({"assessor": first.id}, "has been asked about this call already"),
        ({"assessor": scene.learner.id}, "Choose assessors who are appointed"),
    ):  # fmt: skip
        refused = send(
            one, f"{path}/assessors/{seat[second.id]}", {"assessor": third.id, "reason": "On leave", **change}
        )
        assert refused.status_code == 422
        assert said in refused.text
        assert refused.text.count('<details class="sf-card sf-more" open>') == 1, "what was sent stays open"
    done = send(one, f"{path}/assessors/{seat[first.id]}", {"assessor": third.id, "reason": "On leave"})
    assert "nobody takes their place" in done.text

    assert (
        send(one, f"{path}/assessors/{seat[second.id]}", {"assessor": third.id, "reason": "On leave"}).status_code
        == 302
    )
    assert (told(second, "simulation_relieved"), told(third, "simulation_to_rate")) == (1, 1)
    late = rate(two, path, 3)
    assert late.status_code == 422
    assert "Somebody else rates this call" in late.text
    assert rate(three, path, 3).status_code == 302
    row = db.session.get_one(Simulation, int(path.rpartition("/")[2]))
    assert (verdict_of(row).stage, verdict_of(row).percent) == ("done", 100)
    db.session.rollback()
    assert send(one, f"{path}/call-off", {"reason": "No longer needed"}).status_code == 422


def test_a_call_is_called_off_and_counts_for_nothing(scene: Scene) -> None:
    first, second, _third = assessors(scene)
    one, two = scene.make.browser(first), scene.make.browser(second)
    path = arrange(one, scene.learner, [first, second]).location
    assert rate(one, path, 3).status_code == 302
    assert "Say why" in send(one, f"{path}/call-off", {"reason": ""}).text
    assert send(one, f"{path}/call-off", {"reason": "The learner fell ill"}).status_code == 302
    assert [told(person, "simulation_called_off") for person in (first, second, scene.learner)] == [0, 1, 1]
    assert "Called off" in two.get("/simulations").text
    assert "The learner fell ill" in two.get(path).text
    assert rate(two, path, 3).status_code == 422
    own = scene.make.browser(scene.learner).get(path)
    assert "The learner fell ill" in own.text, "the notice leads here"
    assert "Ratings by criterion" not in own.text


def test_the_training_managers_of_the_unit_step_in(scene: Scene) -> None:
    first, second, third = assessors(scene)
    one = scene.make.browser(first)
    path = arrange(one, scene.learner, [first, second]).location
    here, elsewhere = (
        scene.make.browser(scene.make.person(Role.MANAGER, unit=unit))
        for unit in (scene.learner.unit, scene.make.unit())
    )
    change = {"assessor": third.id, "reason": "Away for weeks"}
    seat = seats(path)[first.id]
    assert elsewhere.get(path).status_code == 404
    assert path not in elsewhere.get("/simulations").text
    assert send(elsewhere, f"{path}/call-off", {"reason": "Not mine"}).status_code == 404
    assert path in here.get("/simulations").text
    assert "Somebody else instead of Assessor 0" in here.get(path).text
    assert send(here, f"{path}/assessors/{seat}", change).status_code == 302
    assert "Nobody else is appointed" in here.get(path).text
    assert rate(here, path, 3).status_code == 404, "looking after is not rating"
    assert send(here, f"{path}/call-off", {"reason": "The card was wrong"}).status_code == 302
    assert [told(person, "simulation_called_off") for person in (first, second, third)] == [0, 1, 1]
