"""Reads of 360° rounds: those of a reader, their report, and what they show of abilities.

Oneself and the supervisor answer by name and are shown as they answered, as is usual: each of them is one known person.
Peers and mentees answer anonymously; nothing of a group is shown before three of it have answered and none of those who
still may could be told from the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from assessments.models import SurveyAnswer, SurveyInvitation
from assessments.queries.pools import pools
from assessments.rules.surveys.items import ROUND_ROLES
from assessments.survey_questions import Aim, ContextFacts
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.rules.intervals import t_mean
from lms.people.models import Person, Unit
from lms.people.session import User
from lms.plans.models import FeedbackRound
from lms.skills.rules import LEAST_RATERS, RATINGS, Evidence, level_of_mean

ROUND = "feedback_round"
"""The kind of context under which questionnaires keep a round."""
AIM = "aim:"
NAMED = ("self", "supervisor")


def floors() -> dict[str, int]:
    """That rounds stand apart from the results of questionnaires, and their floor."""
    return {ROUND: LEAST_RATERS}


def contexts(kind: str, ids: Collection[int], _aims: bool) -> dict[int, ContextFacts] | None:
    """What rounds are called where they are answered."""
    if kind != ROUND:
        return None
    title = Bilingual("360° 评价", "360° ratings")
    rows = db.session.execute(select(FeedbackRound.id, FeedbackRound.abilities).where(FeedbackRound.id.in_(ids)))
    return {
        row.id: ContextFacts(title, tuple(Aim(a["code"], Bilingual(a["zh"], a["en"])) for a in row.abilities))
        for row in rows
    }


def list_rounds(user: User) -> Any:
    """The rounds about the reader, and those whose report the reader gets as a supervisor, or opened; the latest first."""
    r = FeedbackRound
    return (
        select(r.id, r.person_id, r.opens_on, r.due_on, r.closes_on, Person.name_zh, Person.name_latin, Unit.name)
        .join(Person, Person.id == r.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(or_(r.person_id == user.id, r.supervisor_id == user.id, r.opened_by == user.id))
        .order_by(r.opens_on.desc(), r.id.desc())
    )


def get_round(user: User, round_id: int) -> FeedbackRound:
    """A round that the reader is rated in, supervises or opened. Raises NotFound."""
    r = FeedbackRound
    query = select(r).options(joinedload(r.person), joinedload(r.supervisor))
    query = query.where(
        r.id == round_id, or_(r.person_id == user.id, r.supervisor_id == user.id, r.opened_by == user.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Group:
    """One group of raters. `shown` people's answers are in the figures; the others wait for more."""

    role: str
    asked: int
    answered: int
    shown: int


@dataclass(frozen=True)
class Mean:
    """What a group says of one ability."""

    n: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """One ability: each group's mean, that of all others together, and how far oneself lies above it."""

    code: str
    name: Bilingual
    by: dict[str, Mean]
    others: Mean | None

    @property
    def gap(self) -> float | None:
        """Own rating less that of the others."""
        own = self.by.get("self")
        return None if own is None or self.others is None else own.mean - self.others.mean


@dataclass(frozen=True)
class Report:
    """All that may be shown of a round on a day. `said`: comments by role and question."""

    groups: list[Group]
    lines: list[Line]
    said: dict[str, dict[str, list[str]]]


def report_of(round_: FeedbackRound, today: date) -> Report:
    """The report of a round."""
    rows = _shown(db.session.execute(answers_of([round_.id])).all(), today)
    asked: dict[str, list[bool]] = defaultdict(list)
    i = SurveyInvitation
    query = select(i.role, i.answered_on).where(i.context_kind == ROUND, i.context_id == round_.id)
    for role, answered_on in db.session.execute(query):
        asked[role].append(answered_on is not None)
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    said: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        counted[row.role, row.item] += 1
        if row.item.startswith(AIM) and row.number is not None:
            values[row.role, row.item[len(AIM) :]].append(row.number)
        elif row.text:
            said.setdefault(row.role, {}).setdefault(row.item, []).append(row.text)
    for texts in said.values():
        for one in texts.values():
            one.sort()
    people = {role: max((n for (r, _item), n in counted.items() if r == role), default=0) for role in ROUND_ROLES}
    lines = []
    for ability in round_.abilities:
        code = ability["code"]
        by = {role: _mean(found) for role in ROUND_ROLES if (found := _enough(role, values[role, code]))}
        others = [v for role in by if role != "self" for v in values[role, code]]
        lines.append(Line(code, Bilingual(ability["zh"], ability["en"]), by, _mean(others) if others else None))
    groups = [Group(role, len(asked[role]), sum(asked[role]), people[role]) for role in ROUND_ROLES if asked[role]]
    return Report(groups, lines, said)


def _enough(role: str, values: list[float]) -> list[float]:
    """The values of a group for one ability: where most left it out, those of the few who did not are not shown."""
    return values if role in NAMED or len(values) >= LEAST_RATERS else []


def _mean(values: list[float]) -> Mean:
    n, total = len(values), sum(values)
    limits = t_mean(n, total, sum(v * v for v in values))
    low, high = (max(1.0, limits[0]), min(5.0, limits[1])) if limits else (None, None)
    return Mean(n, total / n, low, high)


def answers_of(round_ids: Collection[int] | Select[int]) -> Any:
    """All answers given in rounds; see `_shown` for which of them."""
    a = SurveyAnswer
    return (
        select(
            a.version_id,
            a.role,
            a.about_id,
            a.context_kind,
            a.context_id,
            a.item,
            a.number,
            a.text,
            a.batch,
            a.invitation_id,
            FeedbackRound.opens_on,
        )
        .join(FeedbackRound, FeedbackRound.id == a.context_id)
        .where(a.context_kind == ROUND, a.context_id.in_(round_ids))
        .order_by(a.id)
    )


def _shown(rows: Sequence[Any], today: date) -> Iterable[Any]:
    """The answers of rounds that may be shown: named ones, and anonymous ones that are let out or may be by now."""
    waiting = [row for row in rows if row.invitation_id is None and row.batch is None]
    known = pools({row.version_id for row in waiting}, {(ROUND, row.context_id) for row in waiting}, today) if waiting else {}  # fmt: skip
    for row in rows:
        key = (row.version_id, row.role, row.about_id, row.context_kind, row.context_id)
        if row.invitation_id is not None or row.batch is not None or known[key].is_releasable:
            yield row


def own_rounds(who: Select[int]) -> Select[int]:
    """The rounds about people."""
    return select(FeedbackRound.id).where(FeedbackRound.person_id.in_(who))


def rated_means(answers: Sequence[Any], today: date) -> list[tuple[int, str, Evidence]]:
    """What the others say of people's abilities, from all answers about them: person, code of the ability, evidence."""
    values: dict[tuple[int, int, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    found = [row for row in _shown(answers, today) if row.role != "self" and row.number is not None]
    for row in found:
        if row.item.startswith(AIM):
            values[row.about_id, row.context_id, row.item[len(AIM) :]][row.role].append(row.number)
    days = {row.context_id: row.opens_on for row in found}
    rated = []
    for (person_id, round_id, code), by_role in values.items():
        given = [v for role, some in by_role.items() for v in _enough(role, some)]
        if given:
            mean = sum(given) / len(given)
            one = Evidence(RATINGS, days[round_id], level_of_mean(mean), str(round_id), round(mean, 2), len(given))
            rated.append((person_id, code, one))
    return rated
