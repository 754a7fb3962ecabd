"""A finished attempt question by question: what was answered, what is right, what markers said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.models import AttemptItem, EssayMark, Item, ItemVersion, Regrade, Rubric, Topic
from assessments.queries.attempts import saved_answers
from assessments.queries.marked import MarkedQuestion, marked_lines
from assessments.rules.answers import is_answer
from assessments.rules.bodies import Body
from assessments.rules.corrections import Wording, translated
from assessments.rules.essay_marks import counting
from assessments.rules.marking import BY_HAND
from assessments.rules.regrading import KEY
from lms.core.bilingual import Bilingual
from lms.core.db import db


def marked_questions(attempt_id: int, finished_at: datetime) -> tuple[MarkedQuestion, ...]:
    """Every question of a finished attempt with its answer and what is right, as it is after corrections."""
    answers = saved_answers(attempt_id)
    rows: Any = db.session.execute(
        select(
            AttemptItem.position, ItemVersion.kind, ItemVersion.stem, ItemVersion.options, AttemptItem.option_order,
            ItemVersion.correct, ItemVersion.body, AttemptItem.score, AttemptItem.points, ItemVersion.feedback,
            ItemVersion.source, Topic.title, ItemVersion.figure_file_id, ItemVersion.id,
        )
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    ).all()  # fmt: skip
    marks, rubrics = _marks(attempt_id) if any(row.kind in BY_HAND for row in rows) else ({}, {})
    regrades, versions = _corrections({row.id for row in rows}, finished_at)
    marked = []
    for (
        position,
        kind,
        stem,
        texts,
        order,
        correct,
        raw,
        score,
        points,
        feedback,
        source,
        topic,
        figure,
        number,
    ) in rows:
        given = answers[position].given if position in answers else {}
        body = Body.read(raw)
        regrade = regrades.get(number)
        if regrade is not None and regrade.way == KEY:
            correct = regrade.correct
        elif regrade is not None and regrade.by_version_id in versions:
            # Shown as it was marked: by the corrected wording, to which the answer is translated.
            new = versions[regrade.by_version_id]
            after = Body.read(new.body)
            old = Wording.of(kind, texts, body, figure)
            given = translated(old, Wording.of(new.kind, new.options, after, new.figure_file_id), given)
            order = range(len(after.spots)) if kind == "hot_spot" else order
            # The page asks for pictures by the wording that was sat.
            body = replace(after, figures=body.figures)
            texts, correct, feedback = new.options, new.correct, new.feedback
        given_by = () if score is None else tuple(counting(marks.get(position, [])))
        lines = marked_lines(kind, [Bilingual.of(text) for text in texts], correct, body, order, given)
        marked.append(
            MarkedQuestion(
                position, kind, stem, lines, score, points, is_answer(given), given, body, tuple(order), feedback, source,
                topic, figure is not None, given_by, rubrics.get(given_by[0].rubric_id or 0) if given_by else None,
                regrade.way if regrade else "",
            )
        )  # fmt: skip
    return tuple(marked)


def _marks(attempt_id: int) -> tuple[dict[int, list[EssayMark]], dict[int, Rubric]]:
    """The marks of people by position, in their order, and the rubrics they went by."""
    found: dict[int, list[EssayMark]] = defaultdict(list)
    for mark in db.session.scalars(
        select(EssayMark).where(EssayMark.attempt_id == attempt_id).order_by(EssayMark.place)
    ):
        found[mark.position].append(mark)
    ids = {mark.rubric_id for marks in found.values() for mark in marks if mark.rubric_id}
    rubrics = db.session.scalars(select(Rubric).where(Rubric.id.in_(ids))) if ids else ()
    return dict(found), {rubric.id: rubric for rubric in rubrics}


def _corrections(version_ids: set[int], finished_at: datetime) -> tuple[dict[int, Regrade], dict[int, ItemVersion]]:
    """What was decided last about these wordings since the attempt ended, and the versions by which it was marked anew."""
    query = select(Regrade).where(Regrade.item_version_id.in_(version_ids), Regrade.decided_at >= finished_at)
    last = {one.item_version_id: one for one in db.session.scalars(query.order_by(Regrade.id))}
    ids = {one.by_version_id for one in last.values() if one.by_version_id}
    found = db.session.scalars(select(ItemVersion).where(ItemVersion.id.in_(ids))) if ids else ()
    return last, {version.id: version for version in found}
