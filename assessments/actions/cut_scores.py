"""Setting a pass mark by a panel of judges: opening it, rating, rounds, and the signed decision."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from datetime import datetime

from flask import url_for

from assessments.actions.attempts import draw_paper
from assessments.actions.exams import ExamTerms, change_exam
from assessments.models import (
    Blueprint,
    CutDecision,
    CutJudge,
    CutPanel,
    CutPanelItem,
    CutRating,
    CutRound,
    Exam,
)
from assessments.queries.cut_scores import (
    find_decision,
    get_exam_of,
    last_round,
    list_judges,
    list_panel_items,
    list_rounds,
)
from assessments.queries.drawing import find_form_set
from assessments.queries.exams import list_parts
from assessments.rules.panels import (
    adopted,
    closing_refusals,
    deciding_refusals,
    joining_refusals,
    opening_refusals,
    panel_refusals,
)
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.notices import notify
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.notices import recipient_of


def open_panel(
    *, exam: Exam, judges: Collection[int], borderline: str, seed: int, actor: Actor, at: datetime
) -> CutPanel:
    """Draw one paper of the exam, name its judges, and open the first round. Judges are told."""
    if refusals := panel_refusals(judges, borderline):
        raise RuleBroken(*refusals)
    paper = draw_paper(exam, random.Random(seed))
    if actor.id is None:
        raise NotFound
    panel = CutPanel(
        exam_id=exam.id, blueprint_id=exam.blueprint_id, borderline=borderline.strip(), opened_by=actor.id, opened_at=at
    )
    db.session.add(panel)
    db.session.flush()
    db.session.add_all(
        CutPanelItem(panel_id=panel.id, position=position, item_version_id=version, points=paper.points_of(version))
        for position, (version, _order) in enumerate(paper.items, start=1)
    )
    named = sorted(set(judges))
    db.session.add_all(CutJudge(panel_id=panel.id, person_id=one, named_by=actor.id, named_at=at) for one in named)
    db.session.add(CutRound(panel_id=panel.id, number=1, opened_by=actor.id, opened_at=at))
    db.session.flush()
    for person in list_judges(panel.id):
        _tell(person, "cut_judge_named", panel, exam, at)
    audit.record(
        "cut.panel_opened", "cut_panel", panel.id, actor=actor, at=at,
        exam=exam.code, judges=len(named), items=len(paper.items), seed=seed,
    )  # fmt: skip
    return panel


def name_judges(*, panel: CutPanel, judges: Collection[int], actor: Actor, at: datetime) -> list[Person]:
    """Add judges while nothing is decided; they rate from the round that is open or comes next. Those new are told."""
    there = {person.id for person in list_judges(panel.id)}
    new = set(judges) - there
    if refusals := joining_refusals(new, decided=find_decision(panel.id) is not None):
        raise RuleBroken(*refusals)
    if actor.id is None:
        raise NotFound
    db.session.add_all(
        CutJudge(panel_id=panel.id, person_id=one, named_by=actor.id, named_at=at) for one in sorted(new)
    )
    db.session.flush()
    named = [person for person in list_judges(panel.id) if person.id in new]
    for person in named:
        _tell(person, "cut_judge_named", panel, get_exam_of(panel), at)
    audit.record("cut.judges_named", "cut_panel", panel.id, actor=actor, at=at, judges=len(there) + len(new))
    return named


def rate_items(*, panel: CutPanel, percents: Mapping[int, int], actor: Actor, at: datetime) -> None:
    """What a judge says of some items; later words replace earlier ones while the round is open. Who asks has seen to it
    that the actor judges here; the database refuses anybody else."""
    last = last_round(panel.id)
    if last.closed:
        raise RuleBroken(Refusal("cut_round_closed"))
    known = last.rated.get(actor.id or 0, {})
    changed = {position: percent for position, percent in percents.items() if known.get(position) != percent}
    if not changed:
        return
    db.session.add_all(
        CutRating(
            panel_id=panel.id, number=last.number, person_id=actor.id, position=position, percent=percent, rated_at=at
        )
        for position, percent in sorted(changed.items())
    )
    db.session.flush()
    audit.record("cut.rated", "cut_panel", panel.id, actor=actor, at=at, round=last.number, items=len(changed))


def close_round(*, panel: CutPanel, even_so: bool, actor: Actor, at: datetime) -> CutRound:
    """End a round and keep what it came to; `even_so` without the judges who have not rated everything."""
    from assessments.rules.quality.standard import angoff

    items, judges = list_panel_items(panel.id), list_judges(panel.id)
    positions = [item.position for item in items]
    last = last_round(panel.id)
    if refusals := closing_refusals(last, len(judges), positions, even_so=even_so):
        raise RuleBroken(*refusals)
    done = sorted(last.done(positions))
    table = [[last.rated[judge][position] / 100 for judge in done] for position in positions]
    cut = angoff(table, [item.points for item in items])
    row = list_rounds(panel.id)[-1]
    row.closed_by, row.closed_at = actor.id, at
    whole = sum(item.points for item in items)
    row.figures = {
        "judges": done,
        "points": whole,
        "percent": cut.percent,
        "se": None if cut.se is None else 100 * cut.se / whole,
        "sd": None if cut.sd is None else 100 * cut.sd / whole,
        "median": 100 * cut.median / whole,
        "trimmed": None if cut.trimmed is None else 100 * cut.trimmed / whole,
        "by_judge": [100 * value / whole for value in cut.judge_sums],
        "by_item": list(cut.item_means),
        "spread": [[min(line), max(line)] for line in table],
        "flags": list(cut.flags),
    }
    db.session.flush()
    audit.record(
        "cut.round_closed", "cut_panel", panel.id, actor=actor, at=at,
        round=row.number, percent=round(cut.percent, 2), judges=len(done),
    )  # fmt: skip
    return row


def open_round(*, panel: CutPanel, actor: Actor, at: datetime) -> CutRound:
    """A further round, in which judges see what candidates did and what the panel said. Judges are told."""
    last = last_round(panel.id)
    if refusals := opening_refusals(last, find_decision(panel.id) is not None):
        raise RuleBroken(*refusals)
    row = CutRound(panel_id=panel.id, number=last.number + 1, opened_by=actor.id, opened_at=at)
    db.session.add(row)
    db.session.flush()
    for person in list_judges(panel.id):
        _tell(person, "cut_round_opened", panel, get_exam_of(panel), at, number=row.number)
    audit.record("cut.round_opened", "cut_panel", panel.id, actor=actor, at=at, round=row.number)
    return row


def decide_cut(
    *, panel: CutPanel, basis: str, other: float | None, reason: str, signed: bool, actor: Actor, at: datetime
) -> CutDecision:
    """Adopt a pass mark from the last round and sign it: the exam gets its next version, for attempts to come. Or let the
    pass mark stay, which is a decision too."""
    exam, last = get_exam_of(panel), last_round(panel.id)
    figures = list_rounds(panel.id)[-1].figures or {}
    named = {"mean": figures.get("percent"), "median": figures.get("median"), "trimmed": figures.get("trimmed")}
    wanted = exam.pass_mark if basis == "unchanged" else named.get(basis, other if basis == "other" else None)
    mark = None if wanted is None else adopted(wanted) if basis in named else round(float(wanted), 2)
    refusals = deciding_refusals(
        last, decided=find_decision(panel.id) is not None, basis=basis, pass_mark=mark, reason=reason, signed=signed
    )
    if not refusals and basis != "unchanged" and exam.blueprint_id != panel.blueprint_id:
        refusals = (Refusal("cut_blueprint_changed", {"number": _number(panel)}),)
    if refusals or mark is None or actor.id is None:
        raise RuleBroken(*refusals) if refusals else NotFound
    before = exam.pass_mark
    if basis != "unchanged":
        terms = ExamTerms(exam.title, exam.minutes, mark, exam.attempts_allowed, exam.wait_hours)
        forms = find_form_set(exam.id, exam.blueprint_id)
        change_exam(exam=exam, terms=terms, parts=list_parts(exam.blueprint_id), actor=actor, at=at, new_version=True)
        if forms is not None:  # the same parts: the forms go on
            forms.blueprint_id = exam.blueprint_id
    decision = CutDecision(
        panel_id=panel.id, basis=basis, before=before, pass_mark=mark, blueprint_id=exam.blueprint_id,
        reason=reason.strip(), signed_by=actor.id, signed_at=at,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    audit.record(
        "cut.decided", "cut_panel", panel.id, actor=actor, at=at,
        exam=exam.code, basis=basis, before=before, pass_mark=mark, reason=reason.strip(),
    )  # fmt: skip
    return decision


def _number(panel: CutPanel) -> int:
    return db.session.get_one(Blueprint, panel.blueprint_id).number


def _tell(person: Person, kind: str, panel: CutPanel, exam: Exam, at: datetime, number: int = 1) -> None:
    link = url_for("assessments.cut_judge", panel_id=panel.id)
    notify(recipient_of(person), kind, link=link, at=at, exam=exam.title, number=number)
