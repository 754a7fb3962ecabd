"""The trainer of the year: everybody's figures from closed months and corrected ratings, and naming the first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.trainers.fees.honours import Candidate, Placed, placed
from lms.trainers.fees.models import FeeDecision, FeeLine, TrainerHonour
from lms.trainers.fees.points import counted
from lms.trainers.fees.queries import APPROVED, as_rules, closed_months, list_rules, year_of
from lms.trainers.fees.rules import YearRule, hours, rules_on
from lms.trainers.grades.queries import standings
from lms.trainers.ratings.models import TrainerRating
from lms.trainers.ratings.queries import find_newest_run, ratings_in


def year_rule(year: int) -> YearRule | None:
    """The rule of the last day of a year; None where no rules held."""
    rules = rules_on(as_rules(list_rules()), year_of(year)[1])
    return rules.year if rules else None


def candidates_of(year: int) -> tuple[list[Placed], dict[int, TrainerRating]]:
    """Everybody who was paid for teaching in closed months of a year, by the rule, and the ratings that were used: those worked out
    last before the year's next one ended."""
    first, last = year_of(year)
    rule = year_rule(year)
    if rule is None:
        return [], {}
    taught = _taught(first, last)
    people = list(taught)
    run = find_newest_run(date(year + 1, 12, 31))
    ratings = ratings_in(run.id, people) if run else {}
    low, high = (run.model.get("bottom", 1), run.model.get("top", 5)) if run else (1, 5)
    standing = standings(people, last)
    candidates = []
    for person_id, by_course in taught.items():
        one = ratings.get(person_id)
        mean = one.adjusted_mean if one else None
        share = None if mean is None else min(Decimal(1), max(Decimal(0), Decimal(str(round((mean - low) / (high - low), 6)))))  # fmt: skip
        candidates.append(
            Candidate(
                person_id,
                hours(sum(by_course.values())),
                len(by_course),
                share,
                one.n if one else 0,
                standing[person_id].valid,
            )
        )
    return placed(candidates, rule), ratings


def _taught(first: date, last: date) -> dict[int, dict[str, int]]:
    """Paid minutes of teaching by trainer and course in closed months, corrections included."""
    query = (
        select(FeeLine)
        .join(FeeDecision, (FeeDecision.run_id == FeeLine.run_id) & (FeeDecision.kind == APPROVED))
        .where(FeeLine.kind != "extra", FeeLine.day.between(first, last))
        .order_by(FeeLine.id)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in db.session.scalars(query):
        if many := counted(line):
            found[line.person_id][line.course_code] += many * line.minutes
    own = {
        person_id: {code: total for code, total in courses.items() if total > 0} for person_id, courses in found.items()
    }
    return {person_id: courses for person_id, courses in own.items() if courses}


def name_trainer(*, year: int, person: Person, actor: Actor, at: datetime) -> TrainerHonour:
    """Put on record who it is: whoever stands first by the rule, once the year's months are closed. Raises RuleBroken."""
    assert actor.id is not None
    refusals = []
    if db.session.get(TrainerHonour, year) is not None:
        refusals.append(Refusal("honour_named"))
    months = {date(year, month, 1) for month in range(1, 13)}
    closed = closed_months()
    if clock.local_date(at) <= year_of(year)[1] or date(year, 12, 1) not in closed:
        refusals.append(Refusal("honour_year_runs"))
    ranking, _ratings = candidates_of(year)
    first = ranking[0] if ranking and not ranking[0].missing else None
    if first is None or first.candidate.person_id != person.id:
        refusals.append(Refusal("honour_not_first"))
    if refusals:
        raise RuleBroken(*refusals)
    figures = {
        "months": sorted(month.isoformat()[:7] for month in months & closed),
        "trainers": [
            {
                "person": one.candidate.person_id, "points": str(one.points), "rating": str(one.rating), "hours": str(one.hours),
                "courses": str(one.courses), "paid_hours": str(one.candidate.hours), "ratings": one.candidate.ratings,
                "missing": [str(code) for code in one.missing],
            }
            for one in ranking
        ],
    }  # fmt: skip
    row = TrainerHonour(year=year, person_id=person.id, figures=figures, named_by=actor.id, named_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("trainer_honour.named", "trainer_honour", year, actor=actor, at=at, year=year, person=person.id)
    notify(recipient_of(person), "honour_named", link=path_to("trainers.trainer_year", year=year), at=at, year=year)
    return row
