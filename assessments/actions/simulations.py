"""Simulated calls: shipping the scenario cards, arranging a call, naming who settles, rating."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assessments.actions.once import add_once
from assessments.models import Rubric, ScenarioCard, Simulation, SimulationAssessor, SimulationRating
from assessments.practical_questions import against_rating
from assessments.queries import simulations as queries
from assessments.queries.practical_exams import criteria_of, latest_rubrics, title_of
from assessments.rules.rubrics import outcome, unrated
from assessments.rules.simulations import Stage
from lms.core import audit, clock, plain_yaml
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of

DATA = Path(__file__).parents[1] / "data" / "scenarios"
RATERS, SETTLE_ABOVE = 2, 15.0


def ship_scenarios(*, actor: Actor, at: datetime) -> int:
    """Put the cards and rubrics that come with the software into the database, those that are not there yet. Returns how
    many cards were added."""
    known = set(db.session.scalars(select(Rubric.code)))
    for data in _read("rubrics.yaml"):
        if data["code"] not in known:
            rubric = Rubric(
                code=data["code"], title=Bilingual.of(data["title"]), scenario=Bilingual.of(data["scenario"]),
                criteria=data["criteria"], pass_mark=data["pass_mark"], added_at=at,
            )  # fmt: skip
            db.session.add(rubric)
            db.session.flush()
            audit.record("rubric.added", "rubric", rubric.id, actor=actor, at=at, code=rubric.code)
    cards = _read("cards.yaml")
    rubrics = latest_rubrics({card["rubric"] for card in cards})
    there = set(db.session.scalars(select(ScenarioCard.code)))
    missing = [card for card in cards if card["code"] not in there]
    for data in missing:
        card = ScenarioCard(
            code=data["code"], kind=data["kind"], title=Bilingual.of(data["title"]), brief=Bilingual.of(data["brief"]),
            role=Bilingual.of(data["role"]), moves=data["moves"], minutes=data["minutes"],
            raters=data.get("raters", RATERS), settle_above=data.get("settle_above", SETTLE_ABOVE),
            rubric_id=rubrics[data["rubric"]].id, added_at=at,
        )  # fmt: skip
        db.session.add(card)
        db.session.flush()
        audit.record("scenario_card.added", "scenario_card", card.id, actor=actor, at=at, code=card.code)
    return len(missing)


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plain_yaml.read((DATA / name).read_text("utf-8"))
    return found


def arrange_simulation(
    *,
    card: ScenarioCard,
    learner: Person,
    assessors: Collection[int],
    held_on: date,
    form_token: str,
    actor: Actor,
    at: datetime,
) -> Simulation:
    """Say who plays which card and who rates it. The same form sent again changes nothing. Raises RuleBroken."""
    by = actor.id
    assert by is not None
    if (before := queries.find_by_token(by, form_token)) is not None:
        return before
    refusals = [refusal for one in assessors for refusal in against_seat(one, learner, at)]
    if len(set(assessors)) != card.raters:
        refusals.append(Refusal("raters_number", {"count": card.raters}))
    if abs((held_on - clock.local_date(at)).days) > 60:
        refusals.append(Refusal("simulation_far_off"))
    if refusals:
        raise RuleBroken(*refusals)
    row = Simulation(
        card_id=card.id, learner_id=learner.id, held_on=held_on, arranged_by=by, arranged_at=at, form_token=form_token
    )
    kept = add_once(row, lambda: queries.find_by_token(by, form_token))
    if kept is not row:
        return kept
    audit.record(
        "simulation.arranged", "simulation", row.id, actor=actor, at=at, learner=learner.id, card=card.code,
        version=card.number, held_on=held_on.isoformat(),
    )  # fmt: skip
    for assessor_id in sorted(set(assessors)):
        seat_assessor(row, assessor_id, False, actor, at)
    if held_on >= clock.local_date(at):  # which scenario it is, they hear in the call
        notify(recipient_of(learner), "simulation_ahead", link=path_to("home.index"), at=at, day=held_on)
    db.session.refresh(row, ["assessors"])
    return row


def name_settler(*, row: Simulation, assessor_id: int, actor: Actor, at: datetime) -> SimulationAssessor:
    """Ask a further assessor, because the first differ too much. Raises RuleBroken."""
    verdict = queries.verdict_of(row)
    learner = db.session.get_one(Person, row.learner_id)
    refusals = list(against_seat(assessor_id, learner, at))
    if verdict.stage != Stage.THIRD_WANTED:
        refusals.append(Refusal("third_not_wanted"))
    if assessor_id in {seat.assessor_id for seat in row.assessors}:
        refusals.append(Refusal("third_is_first"))
    if refusals:
        raise RuleBroken(*refusals)
    seat = seat_assessor(row, assessor_id, True, actor, at)
    db.session.refresh(row, ["assessors"])
    return seat


def against_seat(assessor_id: int, learner: Person, at: datetime) -> tuple[Refusal, ...]:
    """What stands against this person rating the learner's call."""
    if assessor_id not in {person.id for person in queries.list_assessors(clock.local_date(at), learner)}:
        return (Refusal("not_an_assessor"),)
    return against_rating(assessor_id, learner.id, at)


def seat_assessor(row: Simulation, assessor_id: int, settles: bool, actor: Actor, at: datetime) -> SimulationAssessor:
    """Ask somebody to rate, and tell them."""
    assert actor.id is not None
    seat = SimulationAssessor(
        simulation_id=row.id, learner_id=row.learner_id, assessor_id=assessor_id, settles=settles, named_by=actor.id,
        named_at=at,
    )  # fmt: skip
    db.session.add(seat)
    db.session.flush()
    audit.record(
        "simulation.assessor_named", "simulation", row.id, actor=actor, at=at, assessor=assessor_id, settles=settles
    )
    notify(
        recipient_of(db.session.get_one(Person, assessor_id)), "simulation_to_rate",
        link=path_to("assessments.simulation", simulation_id=row.id), at=at, card=row.card.title,
    )  # fmt: skip
    return seat


def rate_simulation(
    *, row: Simulation, ratings: Mapping[str, int], comment: str, actor: Actor, at: datetime
) -> SimulationRating:
    """Put one assessor's ratings on record, alone and once; a second time changes nothing. Raises RuleBroken with every
    reason at once, NotFound for whoever was not asked."""
    seat = next((seat for seat in row.assessors if seat.assessor_id == actor.id), None)
    if seat is None:
        raise NotFound
    if seat.rating is not None:
        return seat.rating
    if seat.relief is not None:
        raise RuleBroken(Refusal("simulation_relieved"))
    if row.called_off is not None:
        raise RuleBroken(Refusal("simulation_over"))
    rubric = row.card.rubric
    criteria = criteria_of(rubric)
    titles = {c["key"]: title_of(c) for c in rubric.criteria}
    refusals = [
        Refusal("criterion_unrated", {"criterion": titles[key], "key": key}) for key in unrated(criteria, ratings)
    ]
    if clock.local_date(at) < row.held_on:
        refusals.append(Refusal("rated_before_held"))
    if refusals:
        raise RuleBroken(*refusals)
    kept = {criterion.key: int(ratings[criterion.key]) for criterion in criteria}
    result = outcome(criteria, kept, pass_mark=rubric.pass_mark)
    if not result.passed and not comment.strip():
        raise RuleBroken(Refusal("comment_for_fail"))
    assert actor.id is not None
    rating = SimulationRating(
        simulation_id=row.id, assessor_id=actor.id, ratings=kept, percent=result.percent,
        failed_musts=list(result.failed_musts), comment=comment.strip(), rated_at=at,
    )  # fmt: skip
    db.session.add(rating)
    db.session.flush()
    db.session.refresh(seat, ["rating"])
    audit.record("simulation.rated", "simulation", row.id, actor=actor, at=at, ratings=kept, percent=rating.percent)
    verdict = queries.verdict_of(row)
    link = path_to("assessments.simulation", simulation_id=row.id)
    if verdict.stage == Stage.DONE:
        notify(
            recipient_of(db.session.get_one(Person, row.learner_id)), "simulation_done", link=link, at=at,
            card=row.card.title, percent=f"{verdict.percent:g}",
        )  # fmt: skip
    elif verdict.stage == Stage.THIRD_WANTED:
        notify(
            recipient_of(db.session.get_one(Person, row.arranged_by)), "simulation_third_wanted", link=link, at=at,
            card=row.card.title,
        )  # fmt: skip
    db.session.flush()
    return rating
