"""A return to take away: the report as a PDF made by the worker, the workbook at once."""

from __future__ import annotations

import io
from typing import Any

from flask import redirect, send_file, url_for
from flask_login import current_user

from lms.core import audit, clock, jobs
from lms.core.access import Permission, requires
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.pdf.extract import clean_name
from lms.evaluation.case_evidence import evidence_of, links_of
from lms.evaluation.queries.costs import ledger_of
from lms.evaluation.queries.returns import get_case, returns_of, shown_version
from lms.evaluation.routes import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.post("/evaluation/roi/<int:case_id>/report")
@requires(Permission.SEE_EVALUATIONS)
def roi_report(case_id: int) -> Any:
    """Ask for the report in the reader's language."""
    case = get_case(case_id, current_user)
    if shown_version(case) is None:
        raise RuleBroken(Refusal("roi_no_figures"))
    job = jobs.enqueue("evaluation.roi_report", {"case_id": case.id, "language": language()}, actor=current_user, at=clock.now())  # fmt: skip
    return redirect(url_for("core.job", job_id=job.id))


@blueprint.post("/evaluation/roi/<int:case_id>/workbook")
@requires(Permission.SEE_EVALUATIONS)
def roi_workbook(case_id: int) -> Any:
    """The workbook with live formulas."""
    from lms.evaluation.returns_workbook import write_workbook

    case = get_case(case_id, current_user)
    version = shown_version(case)
    if version is None:
        raise RuleBroken(Refusal("roi_no_figures"))
    links = links_of(case, version.content)
    returns = returns_of(version, evidence_of(links))
    ledger = ledger_of(
        case.subject_kind, case.subject_code, version.stage, current_user, unit_id=case.unit_id, currency=returns.case.currency
    )  # fmt: skip
    content = write_workbook(returns, str(case.title), links, ledger)
    audit.record("roi.exported", "roi_case", case.id, actor=current_user, at=clock.now(), version=version.number, format="xlsx")  # fmt: skip
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=clean_name(str(case.title)) + ".xlsx")  # fmt: skip
