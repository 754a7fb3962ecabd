"""What questionnaires came to, for pages, exports and higher packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_

from assessments.models import QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.queries.pools import Pool, PoolKey, floor, pools
from assessments.queries.questionnaires import get_questionnaire, list_versions
from assessments.queries.turnout import Asked, asked_in
from assessments.rules.surveys.anonymity import halves, spans
from assessments.rules.surveys.answers import Given
from assessments.rules.surveys.figures import Figure, MeasureFigure, Share, by_measure, figure_of, rate
from assessments.rules.surveys.items import EACH_AIM, WHOLE, Item, for_aim, read_item
from assessments.survey_questions import ContextKey
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.session import User


@dataclass(frozen=True)
class ItemResult:
    """One question with its figure, and the versions that asked it in this way."""

    item: Item
    figure: Figure
    versions: tuple[int, ...]


@dataclass(frozen=True)
class Slice:
    """Part of the answers: of one version, of one month or of several in a row (`until` the last of them), the early ones, the
    late ones. `n` people."""

    name: int | date | str
    n: int
    measures: tuple[MeasureFigure, ...]
    until: date | None = None


@dataclass(frozen=True)
class Results:
    """All of it for one questionnaire in some contexts. `n_shown` people's answers are in the figures; those of
    `n_held_back` are anonymous and wait until enough have come together, or until the reader may see all units."""

    code: str
    title: Bilingual
    level: int
    n_asked: int
    n_answered: int
    n_declined: int
    n_waiting: int
    rate: Share | None
    n_shown: int
    n_held_back: int
    anonymous: bool
    floor: int
    items: tuple[ItemResult, ...]
    measures: tuple[MeasureFigure, ...]
    by_version: tuple[Slice, ...]
    by_month: tuple[Slice, ...]
    early_late: tuple[Slice, ...]
    """Those who answered in time and those who had to be reminded or came late: two slices, or none."""
    hidden_contexts: int = 0
    """Contexts whose anonymous answers come from units that the reader does not see."""


@dataclass(frozen=True)
class _Answer:
    """One answer as it is counted."""

    version_id: int
    item: str
    given: Given
    month: date
    who: Any
    batch: tuple[PoolKey, int] | None
    is_late: bool | None


def results(
    contexts: Collection[ContextKey] | None,
    questionnaire_code: str,
    *,
    user: User | None = None,
    role: str | None = None,
    about_id: int | None = None,
    version: int | None = None,
    today: date | None = None,
) -> Results:
    """What a questionnaire came to in some contexts (None: in all). `user` None asks for the software itself; otherwise
    named answers are those of the reader's units, and anonymous ones those of contexts wholly within them."""
    today = today or clock.today()
    questionnaire = get_questionnaire(questionnaire_code)
    versions = [v for v in list_versions(questionnaire.id) if version in (None, v.number)]
    numbers = {v.id: v.number for v in versions}
    asked = asked_in(list(numbers), contexts, user=user, role=role, about_id=about_id, today=today)
    answers = [*_named(asked), *_anonymous(list(numbers), contexts, asked, role, about_id, today)]
    items = _items(versions, answers)
    people = _people(answers)
    return Results(
        code=questionnaire.code,
        title=versions[-1].title if versions else Bilingual(questionnaire.code, questionnaire.code),
        level=questionnaire.level,
        n_asked=asked.asked,
        n_answered=asked.answered,
        n_declined=asked.declined,
        n_waiting=asked.waiting,
        rate=rate(asked.answered, asked.asked),
        n_shown=people,
        n_held_back=max(0, asked.answered - people),
        anonymous=any(v.anonymous for v in versions),
        floor=floor(),
        items=tuple(items),
        measures=tuple(by_measure((one.item, one.figure) for one in items)),
        by_version=tuple(
            _slice(v.number, [a for a in answers if a.version_id == v.id], versions) for v in versions
        ) if len(versions) > 1 else (),
        by_month=_by_month(answers, versions),
        early_late=_early_late(answers, versions),
        hidden_contexts=len(asked.hidden),
    )  # fmt: skip


def _named(asked: Asked) -> Iterable[_Answer]:
    """The answers of invitations that carry a name."""
    found = {i.id: i for i in asked.named}
    a = SurveyAnswer
    query = select(a.invitation_id, a.version_id, a.item, a.number, a.choices, a.text)
    for ids in _portions(sorted(found)):
        for row in db.session.execute(query.where(a.invitation_id.in_(ids))):
            invitation = found[row.invitation_id]
            day = invitation.answered_on
            late = day > invitation.due_on or invitation.reminders > 0
            yield _Answer(
                row.version_id, row.item, _given(row), date(day.year, day.month, 1), row.invitation_id, None, late
            )


def _anonymous(
    version_ids: Sequence[int], contexts: Collection[ContextKey] | None, asked: Asked, role: str | None,
    about_id: int | None, today: date,
) -> list[_Answer]:  # fmt: skip
    """Anonymous answers in batches that may be shown, those included that may be let out by now."""
    a = SurveyAnswer
    query = select(
        a.version_id, a.role, a.about_id, a.context_kind, a.context_id, a.item, a.number, a.choices, a.text, a.batch, a.month,
    ).where(a.invitation_id.is_(None), a.version_id.in_(version_ids)).order_by(a.id)  # fmt: skip
    if contexts is not None:
        query = query.where(tuple_(a.context_kind, a.context_id).in_(contexts))
    if role is not None:
        query = query.where(a.role == role)
    if about_id is not None:
        query = query.where(a.about_id == about_id)
    waiting: dict[PoolKey, Pool] = pools(version_ids, contexts, today)
    found: list[_Answer] = []
    for row in db.session.execute(query):
        key: PoolKey = (row.version_id, row.role, row.about_id, row.context_kind, row.context_id)
        if key[3:] in asked.hidden:
            continue
        batch, month = row.batch, row.month
        if batch is None:
            if not waiting[key].is_releasable:
                continue
            batch, month = 1 << 30, date(today.year, today.month, 1)
        found.append(_Answer(row.version_id, row.item, _given(row), month, None, (key, batch), None))
    return found


def _given(row: Any) -> Given:
    return Given(row.number, None if row.choices is None else tuple(row.choices), row.text)


def _portions(ids: Sequence[int], size: int = 5000) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _people(answers: Iterable[_Answer]) -> int:
    """How many people's answers these are: named ones by invitation; anonymous ones by the fullest question of a batch."""
    named: set[Any] = set()
    batches: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for answer in answers:
        if answer.batch is None:
            named.add(answer.who)
        else:
            batches[answer.batch][answer.item] += 1
    return len(named) + sum(max(counts.values()) for counts in batches.values())


def _items(versions: Sequence[QuestionnaireVersion], answers: Sequence[_Answer]) -> list[ItemResult]:
    """The questions in the order of the newest version, each with all answers to it; where a version asked it otherwise,
    it stands there once more."""
    given: dict[tuple[int, str], list[Given]] = defaultdict(list)
    for answer in answers:
        given[answer.version_id, answer.item].append(answer.given)
    merged: dict[tuple[Any, ...], tuple[Item, list[Given], list[int]]] = {}
    aims = _aims(versions, given)
    for version in reversed(versions):
        for data in version.items:
            item = read_item(data)
            for one in [for_aim(item, aim) for aim in aims] if item.each == EACH_AIM else [item]:
                rows = given.get((version.id, one.key), [])
                if item.each == EACH_AIM and not rows:
                    continue
                kept = merged.setdefault(one.same, (one, [], []))
                kept[1].extend(rows)
                kept[2].append(version.number)
    return [ItemResult(item, figure_of(item, rows), tuple(sorted(numbers))) for item, rows, numbers in merged.values()]


def _aims(versions: Sequence[QuestionnaireVersion], given: Iterable[tuple[int, str]]) -> list[dict[str, str]]:
    """The aims that were asked about, as the invitations named them."""
    if not any(item.get("each") == EACH_AIM for version in versions for item in version.items):
        return []
    codes = {key.partition(":")[2] for _version, key in given if ":" in key}
    i = SurveyInvitation
    rows = db.session.scalars(select(i.aims).where(i.version_id.in_([v.id for v in versions])).order_by(i.id))
    found: dict[str, dict[str, str]] = {}
    whole: set[str] = set()
    for aims in rows:
        for aim in aims:
            found.setdefault(aim["code"], aim)
            if aim["code"] == WHOLE:
                whole.add(aim["en"])
    if len(whole) > 1:  # several courses without aims: what they share is that one was taught something
        found[WHOLE] = {"code": WHOLE, "zh": "运用培训所学", "en": "using what the training taught"}
    return [aim for code, aim in found.items() if code in codes]


def _slice(name: int | date | str, answers: Sequence[_Answer], versions: Sequence[QuestionnaireVersion]) -> Slice:
    items = _items(versions, answers)
    return Slice(name, _people(answers), tuple(by_measure((one.item, one.figure) for one in items)))


def _by_month(answers: Sequence[_Answer], versions: Sequence[QuestionnaireVersion]) -> tuple[Slice, ...]:
    """Months of fewer than five people stand together with those that follow: named answers too."""
    months: dict[date, list[_Answer]] = defaultdict(list)
    for answer in answers:
        months[answer.month].append(answer)
    people = {month: _people(rows) for month, rows in months.items()}
    found = []
    for span in spans(people, floor()):
        rows = [answer for month in span for answer in months[month]]
        found.append(replace(_slice(span[0], rows, versions), until=span[-1] if len(span) > 1 else None))
    return tuple(found)


def _early_late(answers: Sequence[_Answer], versions: Sequence[QuestionnaireVersion]) -> tuple[Slice, ...]:
    """Named answers by whether they came in time and unasked; anonymous ones, of which that is not known, by the batches
    that came first and last. Nothing where either side has fewer than the floor."""
    batches: dict[PoolKey, dict[int, list[_Answer]]] = defaultdict(lambda: defaultdict(list))
    sides: dict[str, list[_Answer]] = {"early": [], "late": []}
    for answer in answers:
        if answer.batch is None:
            sides["late" if answer.is_late else "early"].append(answer)
        else:
            batches[answer.batch[0]][answer.batch[1]].append(answer)
    for pool in batches.values():
        first, last = halves({number: _people(rows) for number, rows in pool.items()})
        sides["early"] += [row for number in first for row in pool[number]]
        sides["late"] += [row for number in last for row in pool[number]]
    found = tuple(_slice(name, rows, versions) for name, rows in sides.items())
    return found if all(one.n >= floor() for one in found) else ()
