"""Several returns as one: a year's, or chosen ones, on a page, as a report and as a workbook."""

from __future__ import annotations

import io
from datetime import MAXYEAR, MINYEAR
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from lms.core import audit, charts, clock, jobs
from lms.core.access import Permission, requires
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.pdf.extract import clean_name
from lms.evaluation import portfolio_wording as wording
from lms.evaluation import returns_labels as labels
from lms.evaluation import returns_wording as words
from lms.evaluation.portfolio_paper import draw
from lms.evaluation.portfolio_workbook import write_workbook
from lms.evaluation.portfolios import Gathered, gather, years
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.return_papers import XLSX


def _wish() -> tuple[int | None, list[int]]:
    """The year and the cases that the address asks for; without either, the newest year."""
    chosen = sorted({int(one) for one in request.values.getlist("case") if one.isdecimal() and len(one) < 10})
    year = request.values.get("year", type=int)
    if year is not None and not MINYEAR <= year < MAXYEAR:
        year = None
    if year is None and not chosen:
        year = next(iter(years(current_user)), clock.today().year)
    return year, chosen


def _gathered() -> tuple[Gathered, dict[str, Any]]:
    year, chosen = _wish()
    return gather(current_user, year=year, chosen=chosen), {"year": year, "case": chosen or None}


@blueprint.get("/evaluation/roi/together")
@requires(Permission.SEE_EVALUATIONS)
def roi_together() -> str:
    """The answer first, then case by case."""
    gathered, address = _gathered()
    offered = gather(current_user, year=address["year"]) if address["case"] else gathered
    return render_template(
        "evaluation/portfolio.html", gathered=gathered, found=gathered.portfolio, answer=wording.answer(gathered), words=words,
        wording=wording, labels=labels, address=address, years=years(current_user), offered=offered,
        title=wording.title_of(gathered),
    )  # fmt: skip


@blueprint.get("/evaluation/roi/together/chart.svg")
@requires(Permission.SEE_EVALUATIONS)
def roi_together_chart() -> Any:
    """Benefits and costs of each case."""
    gathered, _address = _gathered()
    svg = draw(gathered, charts.wanted_style(language()))
    if svg is None:
        abort(404)
    return charts.answer(svg)


@blueprint.post("/evaluation/roi/together/report")
@requires(Permission.SEE_EVALUATIONS)
def roi_together_report() -> Any:
    """Ask for the report in the reader's language."""
    gathered, address = _gathered()
    if not gathered.cases:
        raise RuleBroken(Refusal("roi_no_figures"))
    values = {"year": address["year"], "chosen": address["case"] or [], "language": language()}
    job = jobs.enqueue("evaluation.portfolio_report", values, actor=current_user, at=clock.now())
    return redirect(url_for("core.job", job_id=job.id))


@blueprint.post("/evaluation/roi/together/workbook")
@requires(Permission.SEE_EVALUATIONS)
def roi_together_workbook() -> Any:
    """The cases with the sums as live formulas."""
    gathered, address = _gathered()
    if not gathered.cases:
        raise RuleBroken(Refusal("roi_no_figures"))
    content = write_workbook(gathered)
    audit.record(
        "roi.portfolio_exported", "portfolio", 0, actor=current_user, at=clock.now(), year=address["year"],
        cases=sorted(gathered.cases), format="xlsx",
    )  # fmt: skip
    name = clean_name(wording.title_of(gathered)) + ".xlsx"
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
