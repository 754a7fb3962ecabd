"""How good exams and their items proved to be. Pages show what a job worked out; they compute nothing."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments import exam_charts, quality_labels, statistics_tables
from assessments.actions.statistics import ask_for_statistics
from assessments.labels import KIND_NAMES
from assessments.models import Exam, ItemVersion, StatisticsRun
from assessments.queries.answered import ALL, FIRST
from assessments.queries.bank import get_item, list_versions
from assessments.queries.exams import get_exam
from assessments.queries.statistics import (
    changed_since,
    find_run,
    find_waiting_job,
    list_item_figures,
    list_regraded,
    list_run_items,
    pool_by_wording,
)
from assessments.routes import blueprint
from assessments.rules.bodies import Body
from lms.core import audit, charts, clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.paging import page_of, wanted_page

PAGE = 40
MAY_SEE = (Permission.SEE_BANK, Permission.ASSESS)
MAY_ASK = (Permission.MANAGE_BANK, Permission.ASSESS)


@blueprint.get("/exams/<code>/statistics")
@requires(*MAY_SEE)
def exams_statistics(code: str) -> str:
    """An exam's figures, how its results are spread, and its items, those to look at first. Whoever may not see the bank
    sees no question."""
    exam = get_exam(code)
    run = find_run(exam.id, _basis())
    items = list_run_items(run.id) if run and current_user.can(Permission.SEE_BANK) else []
    few: list[Any] = []
    enough: list[Any] = []
    for one in items:
        (few if "too_few" in one.figures["flags"] else enough).append(one)
    told = page_of(sorted(enough, key=_urgency), wanted_page(), PAGE)
    return render_template(
        "assessments/quality/exam.html",
        exam=exam,
        run=run,
        basis=_basis(),
        items=told,
        few=few,
        regraded=list_regraded([one.item_version_id for one in told.items]),
        is_old=changed_since(exam.id, run),
        waiting=find_waiting_job(exam.id),
        may_ask=any(current_user.can(permission) for permission in MAY_ASK),
        bands=_bands(run) if run and run.n else [],
        labels=quality_labels,
        kinds=KIND_NAMES,
    )


def _basis() -> str:
    return ALL if request.args.get("basis") == ALL else FIRST


def _urgency(one: Any) -> tuple[int, str, int]:
    tones = {"bad": 0, "due": 1, "plain": 2}
    flags = one.figures["flags"]
    return min([tones[quality_labels.FLAG_TONES[flag]] for flag in flags], default=3), one.key, -one.number


def _bands(run: StatisticsRun) -> list[tuple[int, int, int]]:
    counts = run.figures["histogram"]
    width = 100 // len(counts)
    return [(place * width, (place + 1) * width, count) for place, count in enumerate(counts)]


@blueprint.get("/exams/<code>/statistics/histogram.svg")
@requires(*MAY_SEE)
def exams_histogram(code: str) -> Any:
    """How the results are spread."""
    run = find_run(get_exam(code).id, _basis())
    if run is None or run.figures.get("too_few", True):
        raise NotFound
    mark = 100 * run.figures["pass_mark"]
    return charts.answer(
        charts.draw(
            exam_charts.histogram, charts.wanted_style(language()), counts=run.figures["histogram"], pass_mark=mark,
            across=_("Per cent of the points"), up=_("Number of people"), mark=_("pass mark %(mark)s%%", mark=f"{mark:g}"),
        )
    )  # fmt: skip


@blueprint.post("/exams/<code>/statistics", endpoint="exams_statistics_ask")
@requires(*MAY_ASK)
def ask(code: str) -> Any:
    """Have the figures worked out anew."""
    job_id = ask_for_statistics(exam=get_exam(code), actor=current_user, at=clock.now())
    flash(_("The figures are being worked out."), "info")
    return redirect(url_for("core.job", job_id=job_id))


@blueprint.post("/exams/<code>/statistics/export", endpoint="exams_statistics_export")
@requires(Permission.SEE_BANK)
def export(code: str) -> Any:
    """The items with all their figures, as CSV or XLSX. Who takes them is put on record."""
    exam: Exam = get_exam(code)
    run = find_run(exam.id, _basis())
    if run is None:
        raise NotFound
    items, kind = list_run_items(run.id), "csv" if request.form.get("format") == "csv" else "xlsx"
    content = statistics_tables.as_csv(items) if kind == "csv" else statistics_tables.as_xlsx(str(exam.title), items)
    audit.record("exam.statistics_taken", "exam", exam.id, actor=current_user, at=clock.now(), code=code, kind=kind)
    media = "text/csv" if kind == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=f"{code}-items.{kind}")


@blueprint.get("/bank/items/<int:item_id>/statistics", endpoint="bank_statistics")
@requires(Permission.SEE_BANK)
def item_statistics(item_id: int) -> str:
    """One item's figures: every wording in every exam, with what each option drew."""
    item = get_item(item_id)
    versions = {version.id: version for version in list_versions(item_id)}
    figures = list_item_figures(item_id)
    return render_template(
        "assessments/quality/item.html",
        item=item,
        versions=versions,
        figures=figures,
        pooled=pool_by_wording(figures),
        regraded=list_regraded(list(versions)),
        labels=quality_labels,
        words=Bilingual.of,
        things_of=_things,
    )


def _things(version: ItemVersion) -> list[dict[str, str]]:
    """What an item offers to choose or to place, in the order of its figures."""
    if version.kind == "matching":
        return [left.as_dict() for left, _right in Body.read(version.body).pairs]
    return list(version.options)
