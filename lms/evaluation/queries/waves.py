"""What people answered in the waves of evaluation, as sums in few statements: who was asked, and each question's figure.

Anonymous answers count in whole batches only, as results of questionnaires do; named ones count where the reader sees whom they
are from or about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.queries.pools import floor, pools
from assessments.rules.surveys.figures import Figure, MeasureFigure, by_measure
from assessments.rules.surveys.items import Item, read_item
from courses.models import Course
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.evaluation.models import EvaluationWave
from lms.evaluation.queries.finishes import SubjectKey
from lms.kpis.rules import intervals
from lms.people.models import Person

WAVE = "evaluation_wave"
"""The kind of context of invitations."""
AskedKey = tuple[str, str, int, int, str, str]
"""Subject kind and code, level, days, questionnaire, role."""


@dataclass
class Answered:
    """One questionnaire in one role of one asking of a level: how many were asked, and what the answers come to."""

    asked: int = 0
    answered: int = 0
    declined: int = 0
    last: date | None = None
    anonymous: bool = False
    hidden: bool = False
    shown: int = 0
    """People whose answers are in the figures."""
    items: dict[str, tuple[Item, Figure]] = field(default_factory=dict)

    @property
    def measures(self) -> list[MeasureFigure]:
        """By stem of measure, where enough people answered."""
        return [one for one in by_measure(self.items.values()) if one.n >= floor()]

    def measure(self, stem: str) -> MeasureFigure | None:
        """One of them."""
        return next((one for one in self.measures if one.measure == stem), None)

    @property
    def rate(self) -> float | None:
        """The share of those asked who answered."""
        return self.answered / self.asked if self.asked else None


@dataclass
class Sums:
    """Answers to one question, added up."""

    n: int = 0
    blank: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, other: Sums) -> None:
        """Put others to these."""
        self.n, self.blank = self.n + other.n, self.blank + other.blank
        self.total, self.squares = self.total + other.total, self.squares + other.squares


def answered(
    seen: ColumnElement[bool], *, today: date, subject: SubjectKey | None = None, trained: bool = False,
    asked: Iterable[Any] | None = None,
) -> Mapping[AskedKey, Answered]:  # fmt: skip
    """All waves (of one training) by level, days, questionnaire and role. `seen` is the condition on people: of those who answer or
    are answered about, or with `trained` of whoever was trained. `asked`: what `select_asked` found of them, where it is known."""
    people = select(Person.id).where(seen)
    found: dict[AskedKey, Answered] = defaultdict(Answered)
    hidden: set[tuple[int, int, str]] = set()
    places: dict[tuple[int, int, str], AskedKey] = {}
    items: dict[int, dict[str, Item]] = {}
    for row in select_asked(people, subject, trained=trained) if asked is None else asked:
        key = (row.subject_kind, row.subject_code, row.level, row.days, row.code, row.role)
        places[row.wave_id, row.version_id, row.role] = key
        if row.version_id not in items:
            items[row.version_id] = {item.key: item for item in map(read_item, row.items)}
        one = found[key]
        one.anonymous = one.anonymous or row.anonymous
        if row.anonymous and row.seen < row.asked:
            hidden.add((row.wave_id, row.version_id, row.role))
            one.hidden = True
        if not row.seen:
            continue
        one.asked += row.seen
        one.answered += row.seen_answered
        one.declined += row.seen_declined
        one.last = max(filter(None, (one.last, row.last)), default=None)
    sums: dict[tuple[AskedKey, str], Sums] = defaultdict(Sums)
    kinds: dict[tuple[AskedKey, str], Item] = {}
    waiting: Mapping[Any, Any] | None = None
    for row in _answers(people, {wave for wave, _version, _role in places}, subject, trained=trained):
        place = (row.context_id, row.version_id, row.role)
        if place not in places or place in hidden:
            continue
        if row.unbatched:
            if waiting is None:
                waiting = pools(
                    list(items), None if subject is None else [(WAVE, w) for w in {p[0] for p in places}], today
                )
            pool = waiting.get((row.version_id, row.role, row.about, WAVE, row.context_id))
            if pool is None or not pool.is_releasable:
                continue
        item = items[row.version_id].get(row.item.partition(":")[0])
        if item is None:
            continue
        key = places[place]
        kinds[key, row.item] = item
        sums[key, row.item].add(Sums(row.n, row.blank, row.total or 0.0, row.squares or 0.0))
    for (key, name), one_sum in sums.items():
        found[key].shown = max(found[key].shown, one_sum.n + one_sum.blank)
        found[key].items[name] = kinds[key, name], figure_from(kinds[key, name], one_sum)
    return {key: one for key, one in found.items() if one.asked}


def figure_from(item: Item, sums: Sums) -> Figure:
    """What they come to."""
    if not sums.n:
        return Figure(0, sums.blank)
    mean = sums.total / sums.n
    limits = intervals.t_mean(sums.n, sums.total, sums.squares)
    spread = intervals.spread(sums.n, sums.total, sums.squares) if sums.n > 1 else None
    if limits and item.points:
        limits = max(limits[0], item.points[0].value), min(limits[1], item.points[-1].value)
    low, high = limits or (None, None)
    return Figure(sums.n, sums.blank, mean, low, high, spread)


def _counts(people: Any, *, trained: bool) -> ColumnElement[bool]:
    """The condition on an invitation that it is of these people: see `answered`."""
    i = SurveyInvitation
    if trained:
        return func.coalesce(i.about_id, i.respondent_id).in_(people)
    return or_(i.respondent_id.in_(people), i.about_id.in_(people))


def select_asked(people: Any, subject: SubjectKey | None, *, trained: bool = False) -> Iterator[Any]:
    """Who was asked in each wave, by version and role, with who is responsible for its course; `seen` of them are the
    reader's."""
    i, w = SurveyInvitation, EvaluationWave
    seen = _counts(people, trained=trained)
    counts = (
        select(
            w.id.label("wave_id"), w.subject_kind, w.subject_code, w.origin_id, w.intake, w.level, w.days, i.version_id, i.role, i.anonymous,
            func.count().label("asked"),
            func.sum(case((seen, 1), else_=0)).label("seen"),
            func.sum(case((and_(seen, i.answered_on.is_not(None)), 1), else_=0)).label("seen_answered"),
            func.sum(case((and_(seen, i.answered_on.is_(None), i.declined_at.is_not(None)), 1), else_=0)).label("seen_declined"),
            func.max(case((seen, i.answered_on))).label("last"),
        )
        .join(w, and_(w.id == i.context_id, i.context_kind == WAVE))
        .group_by(w.id, i.version_id, i.role, i.anonymous)
    )  # fmt: skip
    if subject is not None:
        counts = counts.where(w.subject_kind == subject[0], w.subject_code == subject[1])
    c = counts.subquery()
    query = (
        select(c, Questionnaire.code, QuestionnaireVersion.items, Course.owner_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == c.c.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .outerjoin(Course, and_(c.c.subject_kind == "course", Course.code == c.c.subject_code))
        .order_by(QuestionnaireVersion.number)
    )
    return iter(db.session.execute(query))


def _answers(people: Any, waves: Collection[int], subject: SubjectKey | None, *, trained: bool) -> Iterator[Any]:
    a, i = SurveyAnswer, SurveyInvitation
    named = a.invitation_id.is_not(None)
    seen = _counts(people, trained=trained)
    unbatched = case((and_(~named, a.batch.is_(None)), 1), else_=0)
    about = case((~named, a.about_id))
    query = (
        select(
            a.context_id, a.version_id, a.role, a.item, unbatched.label("unbatched"), about.label("about"),
            func.count(a.number).label("n"), (func.count() - func.count(a.number)).label("blank"),
            func.sum(a.number).label("total"), func.sum(a.number * a.number).label("squares"),
        )
        .outerjoin(i, i.id == a.invitation_id)
        .where(a.context_kind == WAVE, or_(~named, seen))
        .group_by(a.context_id, a.version_id, a.role, a.item, "unbatched", "about")
    )  # fmt: skip
    if subject is not None:
        query = query.where(a.context_id.in_(waves))
    return iter(db.session.execute(query))


@dataclass(frozen=True)
class Obstacle:
    """What keeps people from using what they learned: how many named it."""

    text: Bilingual
    count: int


def obstacles(
    seen: ColumnElement[bool], found: Mapping[AskedKey, Answered], subject: SubjectKey, *, trained: bool = False
) -> tuple[list[Obstacle], int]:
    """The obstacles that were named in looks at behaviour, the most frequent first, and how many people were asked about them and
    answered; nothing where they are too few."""
    a, i, w = SurveyAnswer, SurveyInvitation, EvaluationWave
    asked = [item for one in found.values() for item, _figure in one.items.values() if item.stem == "obstacle"]
    options = {option.key: Bilingual.of(option.text) for item in asked for option in item.options}
    if not options:
        return [], 0
    people = select(Person.id).where(seen)
    rows = db.session.scalars(
        select(a.choices)
        .join(i, i.id == a.invitation_id)
        .join(w, and_(w.id == a.context_id, a.context_kind == WAVE))
        .where(
            w.level == 3, w.subject_kind == subject[0], w.subject_code == subject[1], a.item.in_({item.key for item in asked}),
            _counts(people, trained=trained),
        )
    ).all()  # fmt: skip
    if len(rows) < floor():
        return [], len(rows)
    counts = Counter(key for choices in rows for key in choices or ())
    return [Obstacle(options[key], n) for key, n in counts.most_common() if key in options], len(rows)
