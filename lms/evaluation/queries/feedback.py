"""What was answered, by part: by month, training, version, intake or trainer. Anonymous answers count in whole batches, and no
part is smaller than the floor, nor can one be reckoned from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, null, or_, select

from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.queries.pools import floor, pools
from assessments.rules.surveys.figures import MeasureFigure, by_measure
from assessments.rules.surveys.items import Item, read_item
from lms.core import clock
from lms.core.db import db
from lms.evaluation.models import EvaluationWave
from lms.evaluation.queries.finishes import SubjectKey
from lms.evaluation.queries.waves import WAVE, Sums, figure_from, select_asked
from lms.evaluation.rules.feedback import Part, shown_groups
from lms.evaluation.sessions import Sessions, sessions_of
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Person

OTHERS = ""
"""The intake of whoever belongs to none, or to one too small to be told from the others."""


@dataclass(frozen=True)
class Slice:
    """One part of the answers, or several small ones together. `asked` is None where it is not known by part."""

    keys: tuple[Any, ...]
    people: int
    measures: Mapping[str, MeasureFigure]
    asked: int | None = None
    answered: int = 0


@dataclass(frozen=True)
class Feedback:
    """What one questionnaire in one role came to. `held_back` people's anonymous answers wait until enough have come together, or
    stand in no part that is large enough; `hidden` waves hold answers from units that the reader does not see."""

    slices: tuple[Slice, ...]
    measures: tuple[str, ...]
    asked: int
    answered: int
    shown: int
    hidden: int

    @property
    def held_back(self) -> int:
        """People who answered and are not in the figures."""
        return max(0, self.answered - self.shown)


@dataclass
class _Found:
    people: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    sums: dict[tuple[Any, str], Sums] = field(default_factory=lambda: defaultdict(Sums))
    items: dict[str, Item] = field(default_factory=dict)
    turnout: dict[Any, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


def list_asked(seen: ColumnElement[bool], subjects: Collection[SubjectKey] | None) -> list[tuple[str, str, Any, int]]:
    """Questionnaires that went out after trainings, with the role in which they were answered: code, role, title, level."""
    i, w, v = SurveyInvitation, EvaluationWave, QuestionnaireVersion
    people = select(Person.id).where(seen)
    query = (
        select(Questionnaire.code, i.role, func.max(v.id), func.min(w.level))
        .join(w, and_(w.id == i.context_id, i.context_kind == WAVE))
        .join(v, v.id == i.version_id)
        .join(Questionnaire, Questionnaire.id == v.questionnaire_id)
        .where(or_(i.respondent_id.in_(people), i.about_id.in_(people)), _of(subjects))
        .group_by(Questionnaire.code, i.role)
        .order_by(func.min(w.level), Questionnaire.code, i.role)
    )
    rows = db.session.execute(query).all()
    titles = dict(db.session.execute(select(v.id, v.title).where(v.id.in_({row[2] for row in rows}))).all())
    return [(code, role, titles[version], level) for code, role, version, level in rows]


def feedback(
    seen: ColumnElement[bool], parts: Collection[Part], code: str, role: str, subjects: Collection[SubjectKey] | None,
    asked: Iterable[Any] | None = None,
) -> dict[Part, Feedback]:  # fmt: skip
    """The answers of people whom the reader sees, in each of the ways to part them; `subjects` None for all trainings. `asked`: what
    `select_asked` found of them, where it is known."""
    people = select(Person.id).where(seen)
    waves: dict[tuple[int, int], Any] = {}
    items: dict[int, dict[str, Item]] = {}
    hidden: set[tuple[int, int]] = set()
    found = {part: _Found() for part in parts}
    sessions = sessions_of(subjects) if {Part.SESSION, Part.TRAINER} & set(parts) else None
    for row in select_asked(people, None) if asked is None else asked:
        if (row.code, row.role) != (code, role) or not _within(subjects, row) or not row.seen:
            continue
        place = (row.wave_id, row.version_id)
        waves[place] = row
        items.setdefault(row.version_id, {item.key: item for item in map(read_item, row.items)})
        if row.anonymous and row.seen < row.asked:
            hidden.add(place)
            continue
        for part, own in found.items():
            turnout = own.turnout[_key(part, row, sessions)]
            turnout[0] += row.seen
            turnout[1] += row.seen_answered
    _count(found, people, role, waves, items, hidden, sessions)
    # By whom a session was led is known of answers, not of everybody who was asked.
    unknown = {Part.TRAINER} if sessions is not None and sessions.trainers else set()
    asked_known = {Part.TRAINING, Part.VERSION, Part.TRAINER} - unknown
    many = len({wave for wave, _version in hidden})
    return {part: _gathered(own, part, many, part in asked_known) for part, own in found.items()}


def _count(
    found: Mapping[Part, _Found], people: Any, role: str, waves: Mapping[tuple[int, int], Any],
    items: Mapping[int, Mapping[str, Item]], hidden: Collection[tuple[int, int]],
    sessions: Sessions | None,
) -> None:  # fmt: skip
    """Add the answers up by part; of each batch and month all questions stand for the same people."""
    heads: dict[tuple[Any, ...], int] = defaultdict(int)
    parted: dict[tuple[Any, ...], Any] = {}
    waiting: Mapping[Any, Any] | None = None
    each = sorted({item.key for version in items.values() for item in version.values() if item.each})
    for row in _answers(people, sorted({wave for wave, _version in waves}), role, each, by_person=sessions is not None):
        place = (row.context_id, row.version_id)
        if place not in waves or place in hidden:
            continue
        if row.unbatched:
            if waiting is None:
                contexts = [(WAVE, wave) for wave in sorted({wave for wave, _version in waves})]
                waiting = pools(list(items), contexts, clock.today())
            pool = waiting.get((row.version_id, role, row.about, WAVE, row.context_id))
            if pool is None or not pool.is_releasable:
                continue
        item = items[row.version_id].get(row.item.partition(":")[0])
        if item is None:
            continue
        head = (*place, row.month, row.cohort, row.about, row.unbatched, row.person)
        heads[head] = max(heads[head], row.n + row.blank)
        for part, own in found.items():
            key = parted.setdefault((part, *head), _key(part, waves[place], sessions, row))
            own.items[row.item] = item
            own.sums[key, row.item].add(Sums(row.n, row.blank, row.total or 0.0, row.squares or 0.0))
    for head, many in heads.items():
        for part, own in found.items():
            own.people[parted[part, *head]] += many


def _key(part: Part, wave: Any, sessions: Sessions | None, answer: Any = None) -> Any:
    """The part that an answer belongs to. Of an anonymous one nothing is known but its wave and the month of its batch."""
    if part is Part.TRAINING:
        return wave.subject_kind, wave.subject_code
    if part is Part.VERSION:
        return wave.subject_kind, wave.origin_id
    if part is Part.TRAINER:
        led = sessions.trainers.get(_session(wave, sessions, answer)) if sessions is not None else None
        return led or wave.owner_id
    if answer is None:
        return None
    if part is Part.SESSION and sessions is not None:
        return _session(wave, sessions, answer)
    if part is Part.MONTH:
        # Answers that were let out but have no month yet belong to this one.
        today = clock.today()
        return int(answer.month) if answer.month is not None else today.year * 12 + today.month - 1
    return wave.intake if wave.anonymous else answer.cohort or OTHERS


def _session(wave: Any, sessions: Sessions, answer: Any) -> str:
    """The session after which somebody answered. Of a named one it is known who answered, of an anonymous one only the wave."""
    if wave.anonymous:
        return sessions.pools.get(wave.intake, OTHERS)
    if answer is None:
        return OTHERS
    return sessions.attended.get(((wave.subject_kind, wave.subject_code), answer.person), OTHERS)


def _gathered(found: _Found, part: Part, hidden: int, known: bool) -> Feedback:
    least = floor()
    slices: list[Slice] = []
    stems: list[str] = []
    for keys in shown_groups(part, found.people, least):
        figures = []
        for name, item in found.items.items():
            merged = Sums()
            for key in keys:
                merged.add(found.sums.get((key, name), Sums()))
            figures.append((item, figure_from(item, merged)))
        measures = {one.measure: one for one in by_measure(figures) if one.n >= least}
        stems += measures
        turnout = [found.turnout[key] for key in keys] if known else []
        slices.append(
            Slice(
                keys, sum(found.people[key] for key in keys), measures, sum(asked for asked, _n in turnout) if known else None,
                sum(n for _asked, n in turnout),
            )
        )  # fmt: skip
    asked, answered = (sum(one[place] for one in found.turnout.values()) for place in (0, 1))
    shown = sum(one.people for one in slices)
    return Feedback(tuple(slices), tuple(dict.fromkeys(stems)), asked, answered, shown, hidden)


def _answers(people: Any, waves: Sequence[int], role: str, each: Sequence[str], *, by_person: bool) -> Any:
    a, i = SurveyAnswer, SurveyInvitation
    named = a.invitation_id.is_not(None)
    seen = or_(i.respondent_id.in_(people), i.about_id.in_(people))
    day = func.coalesce(a.month, i.answered_on)
    newest = select(Enrolment.person_id, func.max(Enrolment.id).label("id")).group_by(Enrolment.person_id).subquery()
    # Somebody who answered a question about each of several aims counts once, with the mean of them.
    asked = case(*((and_(named, a.item.like(f"{key}:%")), key) for key in each), else_=a.item) if each else a.item
    columns = (
        a.context_id, a.version_id, asked.label("item"), case((and_(~named, a.batch.is_(None)), 1), else_=0).label("unbatched"),
        case((~named, a.about_id)).label("about"),
        (extract("year", day) * 12 + extract("month", day) - 1).label("month"), Cohort.code.label("cohort"),
        func.coalesce(a.invitation_id, -a.id).label("who"), a.number,
        (case((named, func.coalesce(i.about_id, i.respondent_id))) if by_person else null()).label("person"),
    )  # fmt: skip
    one = (
        select(*columns)
        .outerjoin(i, i.id == a.invitation_id)
        .outerjoin(newest, newest.c.person_id == func.coalesce(i.about_id, i.respondent_id))
        .outerjoin(Enrolment, Enrolment.id == newest.c.id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(a.context_kind == WAVE, a.context_id.in_(waves), a.role == role, or_(~named, seen))
        .subquery()
        .c
    )
    by = (one.context_id, one.version_id, one.item, one.unbatched, one.about, one.month, one.cohort, one.person)
    rows = select(*by, func.avg(one.number).label("number")).group_by(*by, one.who).subquery().c
    keys = (
        rows.context_id,
        rows.version_id,
        rows.item,
        rows.unbatched,
        rows.about,
        rows.month,
        rows.cohort,
        rows.person,
    )
    return db.session.execute(
        select(
            *keys, func.count(rows.number).label("n"), (func.count() - func.count(rows.number)).label("blank"),
            func.sum(rows.number).label("total"), func.sum(rows.number * rows.number).label("squares"),
        ).group_by(*keys)
    )  # fmt: skip


def _within(subjects: Collection[SubjectKey] | None, row: Any) -> bool:
    return subjects is None or (row.subject_kind, row.subject_code) in subjects


def _of(subjects: Collection[SubjectKey] | None) -> ColumnElement[bool]:
    w = EvaluationWave
    if subjects is None:
        return w.id.is_not(None)
    return or_(w.id.is_(None), *(and_(w.subject_kind == kind, w.subject_code == code) for kind, code in subjects))
