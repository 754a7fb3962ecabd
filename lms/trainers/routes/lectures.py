"""Judging a trial lecture, alone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.queries.practical_exams import title_of
from lms.core import clock
from lms.core.access import signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken, describe
from lms.trainers.certification import queries
from lms.trainers.certification.labels import STAGE_NAMES
from lms.trainers.certification.lectures import judge as put_on_record
from lms.trainers.certification.rules import may_see_all
from lms.trainers.forms import JudgementForm
from lms.trainers.models import TrialLecture
from lms.trainers.routes import blueprint


@blueprint.route("/trainers/lectures/<int:lecture_id>", methods=["GET", "POST"])
@signed_in
def judge(lecture_id: int) -> Any:
    """For its judges only: rate by the rubric; afterwards one's own rating, and all of them once all are in."""
    seat = queries.get_seat(current_user.id, lecture_id)
    lecture = queries.get_lecture(lecture_id)
    form = JudgementForm()
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.validate():
        try:
            put_on_record(
                lecture=lecture, ratings=_points(lecture), comment=form.comment.data or "", actor=current_user,
                at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            refusals = broken.refusals
        else:
            flash(_("Your rating is on record."), "success")
            return redirect(url_for("trainers.judge", lecture_id=lecture.id))
    return _page(lecture, seat, form, refusals), (422 if request.method == "POST" else 200)


def _points(lecture: TrialLecture) -> dict[str, int]:
    given = {c["key"]: request.form.get(f"criterion-{c['key']}", "") for c in lecture.rubric.criteria}
    return {key: int(points) for key, points in given.items() if points.isdecimal() and len(points) < 4}


def _page(lecture: TrialLecture, seat: Any, form: JudgementForm, refusals: tuple[Refusal, ...]) -> str:
    verdict = queries.verdict_of(lecture, lecture.application.version.certification)
    everything = may_see_all(verdict.stage)
    shown = [
        one for one in lecture.judges if one.judgement and (everything or one.judge_id == current_user.id)
    ]  # fmt: skip
    return render_template(
        "trainers/judge.html", lecture=lecture, candidate=lecture.application.person, seat=seat, form=form, verdict=verdict,
        shown=shown, stage_names=STAGE_NAMES, title_of=title_of, Bilingual=Bilingual, begun=clock.now() >= lecture.starts_at,
        complaints=[(text, r.values.get("key")) for text, r in zip(describe(refusals), refusals, strict=True)],
        chosen=_points(lecture) if request.method == "POST" else {},
        whole=sum(c["weight"] for c in lecture.rubric.criteria),
    )  # fmt: skip
