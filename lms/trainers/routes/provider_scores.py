"""Judging providers: criteria, scores, and the comparison of a year with our own trainings."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.tables.writing import workbook
from lms.core.written import whole
from lms.trainers.fees.labels import money
from lms.trainers.providers import actions, labels
from lms.trainers.providers.models import Provider
from lms.trainers.providers.queries import find_criteria, find_own_score, get_provider, has_attended, year_lines
from lms.trainers.providers.questions import internal_year
from lms.trainers.providers.rules import HIGHEST, LOWEST, Sample, beside
from lms.trainers.routes import blueprint
from lms.trainers.routes.fees import XLSX
from lms.trainers.routes.providers import keeps_providers

MOST_CRITERIA = 8


@blueprint.get("/providers/<int:provider_id>/score")
@signed_in
def provider_score(provider_id: int) -> str:
    """One's own judgement; others' are not shown here."""
    row = get_provider(provider_id)
    if not keeps_providers() and not has_attended(provider_id, current_user.id):
        raise NotFound
    own = find_own_score(provider_id, current_user.id)
    return _score_page(row, own.marks if own else {}, own.comment if own else "", [])


def _score_page(row: Provider, marks: dict[str, int], comment: str, wrong: list[str]) -> str:
    return render_template(
        "trainers/provider_score.html", p=row, criteria=find_criteria(clock.today()), marks=marks, comment=comment, wrong=wrong,
        scale=range(LOWEST, HIGHEST + 1), title_of=lambda one: Bilingual.of(one["title"]),
    )  # fmt: skip


@blueprint.post("/providers/<int:provider_id>/score")
@signed_in
def score_provider(provider_id: int) -> Any:
    """Judge."""
    row = get_provider(provider_id)
    keeps = keeps_providers()
    if not keeps and not has_attended(provider_id, current_user.id):
        raise NotFound
    given = {name[5:]: value for name, value in request.form.items() if name.startswith("mark-")}
    marks = {code: int(value) for code, value in given.items() if value.isascii() and value.isdigit()}
    comment = whole(request.form.get("comment", ""), 2000)
    try:
        actions.score_provider(
            provider=row, marks=marks, comment=comment, actor=current_user, may_always=keeps, at=clock.now()
        )
    except RuleBroken as broken:
        return _score_page(row, marks, comment, describe(broken.refusals)), 422
    flash(_("Thank you. Your judgement counts beside those of the others."), "success")
    target = url_for("trainers.provider", provider_id=provider_id) if current_user.can(Permission.SEE_PROVIDERS) else url_for("trainers.my_external")  # fmt: skip
    return redirect(target)


@blueprint.get("/providers/criteria")
@requires(Permission.SEE_PROVIDERS)
def provider_criteria() -> str:
    """By what providers are judged."""
    return _criteria_page([], None)


def _criteria_page(wrong: list[str], typed: list[dict[str, Any]] | None) -> str:
    criteria = find_criteria(clock.today())
    rows = typed if typed is not None else [dict(one) for one in criteria.content] if criteria else USUAL_CRITERIA
    rows = rows + [{"code": "", "title": {"zh": "", "en": ""}, "weight": ""}] * (MOST_CRITERIA - len(rows))
    return render_template(
        "trainers/provider_criteria.html", criteria=criteria, rows=rows, wrong=wrong, keeps=keeps_providers()
    )


USUAL_CRITERIA: list[dict[str, Any]] = [
    {"code": "reputation", "title": {"zh": "口碑与资质", "en": "Reputation"}, "weight": 20},
    {"code": "qualification", "title": {"zh": "讲师水平", "en": "Qualification of trainers"}, "weight": 30},
    {"code": "customisation", "title": {"zh": "课程定制能力", "en": "Customisation"}, "weight": 25},
    {"code": "feedback", "title": {"zh": "学员反馈", "en": "Feedback of learners"}, "weight": 25},
]


@blueprint.post("/providers/criteria")
@requires(Permission.KEEP_PROVIDERS)
@everywhere(Permission.KEEP_PROVIDERS)
def set_provider_criteria() -> Any:
    """Criteria from today on; earlier judgements keep theirs."""
    rows = []
    for place in range(MOST_CRITERIA):
        zh, en, weight = (whole(request.form.get(f"{name}-{place}", ""), 100) for name in ("zh", "en", "weight"))
        if zh or en or weight:
            code = whole(request.form.get(f"code-{place}", ""), 40) or (f"c{place + 1}" if zh or en else "")
            rows.append({"code": code, "title": {"zh": zh, "en": en}, "weight": int(weight) if weight.isascii() and weight.isdigit() else weight})  # fmt: skip
    try:
        actions.set_criteria(from_day=clock.today(), content=rows, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _criteria_page(describe(broken.refusals), rows), 422
    flash(_("The criteria hold from today on."), "success")
    return redirect(url_for("trainers.provider_criteria"))


@blueprint.get("/providers/year/<int:year>")
@requires(Permission.SEE_PROVIDERS)
@everywhere(Permission.SEE_PROVIDERS)
def provider_year(year: int) -> str:
    """Outside beside inside."""
    if not 2000 <= year <= 2999:
        raise NotFound
    lines, inside = year_lines(year), internal_year(year)
    return render_template(
        "trainers/provider_year.html", year=year, lines=lines, inside=inside, labels=labels, nothing=Sample(), beside=beside, money=money,
        currencies=sorted({currency for line in lines for currency in line.costs} | set(inside.costs)),
    )  # fmt: skip


@blueprint.get("/providers/year/<int:year>/workbook")
@requires(Permission.SEE_PROVIDERS)
@everywhere(Permission.SEE_PROVIDERS)
def provider_year_workbook(year: int) -> Response:
    """The same as XLSX."""
    lines, inside = year_lines(year), internal_year(year)
    header = [_("Whose"), _("Measure"), _("n"), _("Mean"), _("Low"), _("High"), _("Unit")]
    rows: list[tuple[Any, ...]] = []
    whose = [(line.name or _("All from outside"), line.levels, line.costs) for line in lines]
    for name, levels, costs in [(_("Inside"), inside.levels, inside.costs), *whose]:
        for level, sample in sorted(levels.items()):
            rows.append((name, str(labels.LEVEL_NAMES[level]), sample.n, sample.mean, sample.low, sample.high, "0–100"))
        for currency, sample in sorted(costs.items()):
            rows.append((name, _("Cost per head"), sample.n, sample.mean, sample.low, sample.high, currency))
    content = workbook(_("Providers %(year)s", year=year), header, rows, widths=(30, 24, 8, 12, 12, 12, 10))
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"providers-{year}.xlsx")
