"""Results of questionnaires: the list, one of them with its charts and tables, who was asked, exports."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from assessments import survey_charts, survey_labels, survey_tables
from assessments.actions.invitations import remind
from assessments.models import SurveyInvitation
from assessments.queries.questionnaires import find_current, get_questionnaire, list_questionnaires, list_versions
from assessments.queries.survey_index import surveys
from assessments.queries.survey_results import Results, Slice, results
from assessments.queries.turnout import Asked, asked_in, by_unit
from assessments.routes import blueprint
from assessments.rules.surveys.invitations import State
from assessments.rules.surveys.items import ROLES
from assessments.survey_questions import ContextKey, facts_of
from lms.core import audit, charts, clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.paging import page_of_rows, wanted_page
from lms.kpis.charts import Point, series
from lms.people.queries.people import list_people

PER_PAGE = 30
MAY_SEE = (Permission.SEE_EVALUATIONS, Permission.EVALUATE)


@blueprint.get("/questionnaires/results")
@requires(*MAY_SEE)
def questionnaire_results() -> str:
    """Everything that was asked of the reader's people, the latest first."""
    code = request.args.get("questionnaire", "")
    page = page_of_rows(surveys(current_user, code), wanted_page(), PER_PAGE)
    titles = {row.code: row.versions[-1].title for row in list_questionnaires() if row.versions}
    return render_template(
        "assessments/surveys/results.html", page=page, titles=titles, code=code,
        contexts=facts_of({(row.context_kind, row.context_id) for row in page.items}),
    )  # fmt: skip


@blueprint.get("/questionnaires/results/<code>")
@requires(*MAY_SEE)
def questionnaire_result(code: str) -> str:
    """What a questionnaire came to, in one context or in all."""
    context, wish = _wish()
    found = _results(code)
    asked = _asked(code, context)
    if not asked.rows:
        raise NotFound
    return render_template(
        "assessments/surveys/result.html",
        found=found,
        asked=asked,
        context=facts_of([context])[context] if context else None,
        wish=wish,
        versions=list_versions(get_questionnaire(code).id),
        roles=[role for role in ROLES if any(row.role == role for row in asked.rows)],
        units=by_unit(asked),
        measure_names=[str(survey_labels.STEM_NAMES[m.measure]) for m in found.measures],
        month_names=[_span_name(part) for part in found.by_month],
        version_names=[_("Version %(number)s", number=part.name) for part in found.by_version],
        charted=_charted(found),
        labels=survey_labels,
        measure_words=survey_tables.stem_words,
        words=Bilingual.of,
    )


@blueprint.get("/questionnaires/results/<code>/chart.svg")
@requires(*MAY_SEE)
def questionnaire_chart(code: str) -> Any:
    """How the answers are spread, or (`what=months`) how a measure went over time."""
    found, style = _results(code), charts.wanted_style(language())
    if request.args.get("what") == "months":
        return charts.answer(_months(found, style))
    rows = [
        survey_charts.Spread(
            str(Bilingual.of(dict(one.item.text))),
            tuple(share.percent for share in one.figure.distribution),
            tuple(str(share.value) for share in one.figure.distribution),
            _("%(mean)s, n %(n)s", mean=f"{one.figure.mean:.1f}", n=one.figure.n),
        )
        for one in found.items
        if one.item.is_rated and one.figure.mean is not None
    ]
    if not rows:
        raise NotFound
    low, high = _("← lowest point"), _("highest point →")
    return charts.answer(charts.draw(survey_charts.spreads, style, rows=rows, low_label=low, high_label=high))


@blueprint.post("/questionnaires/results/<code>/export")
@requires(*MAY_SEE)
def questionnaire_export(code: str) -> Response:
    """The figures with method and n, as CSV or XLSX. Who takes them is put on record."""
    found = _results(code)
    kind = "csv" if request.form.get("format") == "csv" else "xlsx"
    content = survey_tables.as_csv(found) if kind == "csv" else survey_tables.as_xlsx(found)
    context, _wished = _wish()
    audit.record(
        "questionnaire.exported", "questionnaire", get_questionnaire(code).id, actor=current_user, at=clock.now(),
        code=code, context=" ".join(map(str, context)) if context else "", answers=found.n_shown,
    )  # fmt: skip
    type_ = "text/csv" if kind == "csv" else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(io.BytesIO(content), mimetype=type_, as_attachment=True, download_name=f"{code}.{kind}")


@blueprint.get("/questionnaires/results/<code>/asked")
@requires(*MAY_SEE)
def questionnaire_asked(code: str) -> str:
    """Who was asked in a context, and who has not answered. Of an anonymous questionnaire names are shown only where the
    installation says that they may be."""
    context, wish = _wish()
    asked = _asked(code, context)
    if not asked.rows or context is None:
        raise NotFound
    shown = asked.rows if _may_see_names(asked) else [row for row in asked.rows if not row.anonymous]
    ids = {row.respondent_id for row in shown} | {row.about_id for row in shown if row.about_id}
    current = find_current(get_questionnaire(code).id)
    return render_template(
        "assessments/surveys/asked.html",
        asked=asked,
        shown=shown,
        unnamed=len(asked.rows) - len(shown),
        reasons=sorted(row.decline_reason for row in asked.rows if row.declined_at and row not in shown),
        people={person.id: person for person in list_people(ids)},
        code=code,
        title=current.title if current else code,
        context=facts_of([context])[context],
        wish=wish,
        labels=survey_labels,
        units=by_unit(asked),
    )


@blueprint.post("/questionnaires/results/<code>/remind")
@requires(Permission.EVALUATE)
def questionnaire_remind(code: str) -> Any:
    """Remind everybody in a context who has not answered and was not told today. For an anonymous questionnaire the
    reader learns how many that were, not who."""
    context, wish = _wish()
    asked = _asked(code, context)
    if context is None or not asked.rows:
        raise NotFound
    ids = [row.id for row in asked.rows if asked.states[row.id] in (State.OPEN, State.LATE)]
    rows = db.session.scalars(select(SurveyInvitation).where(SurveyInvitation.id.in_(ids)))
    sent = sum(remind(invitation=row, actor=current_user, at=clock.now()) for row in rows)
    flash(ngettext("%(num)s reminder sent.", "%(num)s reminders sent.", sent) if sent else _("Nobody to remind: all who can still answer were told today already."), "success" if sent else "info")  # fmt: skip
    return redirect(url_for("assessments.questionnaire_asked", code=code, **wish))


def _wish() -> tuple[ContextKey | None, dict[str, Any]]:
    """Of which context the address asks, and all that it asks, to build further addresses."""
    kind, number = request.values.get("kind", ""), request.values.get("id", type=int)
    context = (kind, number) if kind and number is not None else None
    wish: dict[str, Any] = {"kind": kind, "id": number} if context else {}
    if (role := request.values.get("role", "")) in ROLES:
        wish["role"] = role
    if version := request.values.get("version", type=int):
        wish["version"] = version
    return context, wish


def _results(code: str) -> Results:
    context, wish = _wish()
    found = results(
        [context] if context else None, code, user=current_user, role=wish.get("role"), version=wish.get("version")
    )
    if not found.n_asked:
        raise NotFound
    if found.n_shown == 0 and found.hidden_contexts and context:
        raise RuleBroken(Refusal("survey_results_reach"))
    return found


def _asked(code: str, context: ContextKey | None) -> Asked:
    versions = [v.id for v in list_versions(get_questionnaire(code).id)]
    _context, wish = _wish()
    return asked_in(
        versions, [context] if context else None, user=current_user, role=wish.get("role"), about_id=None,
        today=clock.today(),
    )  # fmt: skip


def _may_see_names(asked: Asked) -> bool:
    return bool(current_app.extensions["settings"].survey_show_answered) or not any(row.anonymous for row in asked.rows)


def _span_name(part: Slice) -> str:
    """A month, or several in a row."""
    first = str(format_date(part.name, "yyyy-MM"))
    return first if part.until is None else f"{first} – {format_date(part.until, 'yyyy-MM')}"


def _charted(found: Results) -> str | None:
    """The measure that the chart over time shows: the one asked for, or the first that has two months."""
    known = [m.measure for m in found.measures if sum(any(x.measure == m.measure for x in s.measures) for s in found.by_month) > 1]  # fmt: skip
    wanted = request.values.get("measure", "")
    return wanted if wanted in known else (known[0] if known else None)


def _months(found: Results, style: charts.Style) -> str:
    measure = _charted(found)
    if measure is None:
        raise NotFound
    points, ends = [], (0, 1)
    for month in found.by_month:
        one = next((m for m in month.measures if m.measure == measure), None)
        if one is not None:
            points.append(Point(month.name, one.mean, one.low, one.high, one.n, one.n >= found.floor))  # type: ignore[arg-type]
            ends = (one.bottom, one.top)
    return charts.draw(
        series, style, points=points, flags=[], digits=1, suffix="", target_label="", count_label="n", bounds=ends
    )
