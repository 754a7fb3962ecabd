"""The programme as a map: one's own, and somebody else's in one's scope; and how the result came about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.queries.taken_back import Undone, undone_since
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.db import db
from lms.core.i18n import language, number
from lms.onboarding.labels import BLOCKERS, PARTS
from lms.onboarding.lines import Line, line_ahead, line_kept, line_of
from lms.onboarding.models import ProgrammeVersion
from lms.onboarding.queries.enrolments import find_latest, get_enrolment_row
from lms.onboarding.queries.history import History, list_extensions, read_history
from lms.onboarding.queries.journeys import OPEN, Journey, StageView, journeys
from lms.onboarding.queries.standing import StageStanding, stage_standing, standing_of
from lms.onboarding.results import shown_result
from lms.onboarding.routes import blueprint
from lms.onboarding.rules.gate import AGREEMENT, PRACTICAL
from lms.onboarding.rules.result import PARTS as PART_ORDER
from lms.onboarding.snapshots import with_what_was_kept
from lms.onboarding.template_labels import PAUSE_KINDS
from lms.onboarding.timeline import timeline_of
from lms.people.queries.people import get_person


@dataclass(frozen=True)
class StageSection:
    """One stage on the map's page."""

    view: StageView
    standing: StageStanding
    lines: list[Line]
    extensions: list[Any]
    shaken: list[Undone]


def sections_of(journey: Journey, history: History, reader_id: int) -> list[StageSection]:
    """Every stage with its contents as lines."""
    kept = history.evidence
    shaken = _shaken(journey)
    row = journey.row
    is_own = row.person_id == reader_id
    page = url_for("onboarding.programme") if is_own else url_for("onboarding.person", enrolment_id=row.id)
    made = []
    for view in journey.stages:
        stage = with_what_was_kept(view, journey.row.outcome_result)
        if stage.row.code in kept:
            lines = [line_kept(journey, entry, reader_id) for entry in kept[stage.row.code]]
        elif stage.checks:
            lines = [line_of(journey, check, reader_id) for check in stage.checks]
            if not journey.has_ended and stage is not journey.current:  # what lies ahead is not missing yet
                lines = [line if line.met else replace(line, tag="") for line in lines]
        else:
            lines = [line_ahead(journey, content, reader_id) for content in stage.row.contents]
        own = [extension for extension in history.extensions if extension.code == stage.row.code]
        standing = stage_standing(stage, journey.ended_on, page)
        made.append(StageSection(stage, standing, lines, own, shaken.get(stage.row.code, [])))
    return made


def _shaken(journey: Journey) -> dict[str, list[Undone]]:
    """By code of a passed stage: its tasks that would not have been complete without what was taken back since."""
    passed = [
        (stage.row.code, content.ref, stage.passed_at)
        for stage in journey.stages
        for content in stage.row.contents
        if stage.passed_at is not None and content.kind == PRACTICAL
    ]
    undone = undone_since(journey.row.person_id, {(ref, at) for _code, ref, at in passed})
    found: dict[str, list[Undone]] = {}
    for code, ref, at in passed:
        if (ref, at) in undone:
            found.setdefault(code, []).append(undone[ref, at])
    return found


def weights_in_words(weights: dict[str, float]) -> str:
    """“Theory 40 %, practical 40 %” in the reader's language, in the order of the parts."""
    ordered = [part for part in PART_ORDER if part in weights]
    joiner = "、" if language() == "zh" else ", "
    return joiner.join(_("%(part)s %(weight)s%%", part=PARTS[part], weight=number(weights[part])) for part in ordered)


@blueprint.get("/programme")
@requires(Permission.LEARN)
def programme() -> str:
    """The reader's own programme."""
    row = find_latest(current_user.id)
    if row is None:
        return render_template("onboarding/no_programme.html")
    today = clock.today()
    journey = journeys([row], today, OPEN, practicals=True)[0]
    return render_template(
        "onboarding/programme.html",
        journey=journey,
        sections=sections_of(journey, read_history(row.id, None, row.person_id, today), current_user.id),
        standing=standing_of(journey, today),
        weights=weights_in_words(row.weights),
    )


@blueprint.get("/enrolments/<int:enrolment_id>")
@signed_in
def person(enrolment_id: int) -> str:
    """Somebody's programme, for whoever has them in scope: supervisor, manager, HR, mentor, and the learner."""
    row = get_enrolment_row(enrolment_id, current_user)
    today = clock.today()
    journey = journeys([row], today, OPEN)[0]
    history = read_history(row.id, row.cohort_id, row.person_id, today)
    mentors = history.mentors
    has_technical = any(mentor.kind == "technical" for mentor in mentors)
    blockers = journey.blocked_by(has_technical_mentor=has_technical)
    return render_template(
        "onboarding/person.html",
        journey=journey,
        sections=sections_of(journey, history, current_user.id),
        mentors=mentors,
        blocked=[BLOCKERS[code] for code in blockers],
        has_result=shown_result(journey, current_user.id) is not None,
        may_decide=bool(journey.decisions) and _may_change(row, Permission.DECIDE_OUTCOMES),
        may_pause=_may_change(row, Permission.DECIDE_OUTCOMES, Permission.MANAGE_INTAKES),
        may_move=_may_change(row, Permission.MANAGE_INTAKES),
        may_speak=_waits_for_word(journey) and any(mentor.mentor_id == current_user.id for mentor in mentors),
        pauses=history.pauses,
        pause_kinds=PAUSE_KINDS,
        happened=timeline_of(journey, history),
    )


@blueprint.get("/enrolments/<int:enrolment_id>/result")
@signed_in
def result(enrolment_id: int) -> Any:
    """How the result came about; the programme itself where there is none: somebody's way may end in an earlier stage."""
    row = get_enrolment_row(enrolment_id, current_user)
    journey = journeys([row], clock.today(), OPEN)[0]
    shown = shown_result(journey, current_user.id)
    if shown is None:
        return redirect(url_for("onboarding.person", enrolment_id=row.id))
    signer = get_person(row.decided_by) if row.decided_by else None
    return render_template(
        "onboarding/result.html",
        journey=journey,
        result=shown,
        signer=signer,
        extensions=list_extensions(row.id),
        awards=db.session.get_one(ProgrammeVersion, row.version_id).scheme_code is not None,
        is_own=row.person_id == current_user.id,
        may_decide=bool(journey.decisions) and _may_change(row, Permission.DECIDE_OUTCOMES),
    )


def _may_change(row: Any, *permissions: Permission) -> bool:
    """Does the reader change this running programme by one of the permissions?"""
    if row.outcome_id is not None or row.person_id == current_user.id:
        return False
    reached = (current_user.reach(permission) for permission in permissions)
    return any(paths is None or row.unit_path.startswith(paths) for paths in reached)


def _waits_for_word(journey: Journey) -> bool:
    return journey.current is not None and any(
        c.content.kind == AGREEMENT and not c.met for c in journey.current.checks
    )
