"""Writing questionnaires: the list, the editor, the preview, publishing, and files in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments import survey_labels
from assessments.actions.questionnaires import (
    add_questionnaire,
    content_of,
    drop_draft,
    publish_draft,
    save_draft,
)  # fmt: skip
from assessments.formats.questionnaires import as_toml, as_yaml, read_questionnaire
from assessments.forms.questionnaires import read_content, rearranged, written_options
from assessments.models import Questionnaire, QuestionnaireVersion
from assessments.queries.questionnaires import find_current, find_questionnaire, get_questionnaire, list_questionnaires
from assessments.questionnaire_data import scale_names, scale_points
from assessments.routes import blueprint
from assessments.rules.surveys.faults import faults_of
from assessments.rules.surveys.items import DRIVERS, KINDS, NPS, SCALE, STEMS, asked, minutes, read_item, with_points
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, RuleBroken, describe

MAY_SEE = (Permission.SEE_EVALUATIONS, Permission.EVALUATE)
_AIMS = [
    {"code": "first", "zh": "（课程的一项目标）", "en": "(an aim of the course)"},
    {"code": "second", "zh": "（课程的另一项目标）", "en": "(another aim of the course)"},
]


@blueprint.get("/questionnaires")
@requires(*MAY_SEE)
def questionnaires() -> str:
    """All questionnaires by level."""
    return render_template(
        "assessments/questionnaires/index.html", rows=list_questionnaires(), labels=survey_labels, words=Bilingual.of
    )


@blueprint.route("/questionnaires/new", methods=["GET", "POST"])
@requires(Permission.EVALUATE)
def questionnaire_new() -> Any:
    """A questionnaire of one's own."""
    complaints: list[str] = []
    if request.method == "POST":
        level = request.form.get("level", "")
        try:
            row = add_questionnaire(
                code=request.form.get("code", "").strip(), level=int(level) if level in ("1", "2", "3") else 0,
                actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            return redirect(url_for("assessments.questionnaire_edit", code=row.code))
    page = render_template("assessments/questionnaires/new.html", complaints=complaints, labels=survey_labels)
    return (page, 422) if complaints else page


@blueprint.route("/questionnaires/import", methods=["GET", "POST"])
@requires(Permission.EVALUATE)
def questionnaire_import() -> Any:
    """A file becomes the draft of the questionnaire that it names; published is nothing yet."""
    complaints: list[str] = []
    if request.method == "POST":
        upload = request.files.get("file")
        try:
            data = read_questionnaire(upload.stream.read(1_000_000) if upload else b"")
            row = find_questionnaire(data["code"]) or add_questionnaire(
                code=data["code"], level=data["level"], actor=current_user, at=clock.now()
            )
            _keep(row, data)
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("The file is the draft now. Look through it, then publish it."), "success")
            return redirect(url_for("assessments.questionnaire_edit", code=row.code))
    page = render_template("assessments/questionnaires/import.html", complaints=complaints)
    return (page, 422) if complaints else page


@blueprint.get("/questionnaires/<code>")
@requires(*MAY_SEE)
def questionnaire(code: str) -> str:
    """Its versions, and where to go from here."""
    row = get_questionnaire(code)
    return render_template("assessments/questionnaires/show.html", row=row, labels=survey_labels)


@blueprint.route("/questionnaires/<code>/edit", methods=["GET", "POST"])
@requires(Permission.EVALUATE)
def questionnaire_edit(code: str) -> Any:
    """The editor. Every button keeps all that was typed; the faults are named until the draft may be published."""
    row = get_questionnaire(code)
    if request.method == "GET":
        return _editor(row, _content(row))
    content, focus = rearranged(read_content(request.form), request.form.get("do", ""))
    _keep(row, content)
    if request.form.get("do") == "publish":
        try:
            version = publish_draft(
                questionnaire=row, reason=request.form.get("reason", ""), actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            if broken.refusals[0].code != "questionnaire_unchanged":
                return _editor(row, content, describe(broken.refusals)), 422
            drop_draft(questionnaire=row, actor=current_user, at=clock.now())
            flash(" ".join(describe(broken.refusals)), "info")
            return redirect(url_for("assessments.questionnaire", code=row.code))
        flash(_("Version %(number)s is published. Who is invited from now on is asked by it.", number=version.number), "success")  # fmt: skip
        return redirect(url_for("assessments.questionnaire", code=row.code))
    if request.form.get("do") == "preview":
        return redirect(url_for("assessments.questionnaire_preview", code=row.code))
    flash(_("The draft is saved."), "success")
    return redirect(
        url_for("assessments.questionnaire_edit", code=row.code, _anchor=f"item-{focus}" if focus else None)
    )


@blueprint.post("/questionnaires/<code>/drop")
@requires(Permission.EVALUATE)
def questionnaire_drop(code: str) -> Any:
    """Throw the draft away."""
    drop_draft(questionnaire=get_questionnaire(code), actor=current_user, at=clock.now())
    flash(_("The draft is gone; what is published stays."), "success")
    return redirect(url_for("assessments.questionnaire", code=code))


@blueprint.get("/questionnaires/<code>/preview")
@requires(*MAY_SEE)
def questionnaire_preview(code: str) -> str:
    """As somebody with a phone will see it: the draft, or the version asked for."""
    row = get_questionnaire(code)
    version = _version(row)
    content: Any = content_of(version) if version else _content(row)
    faults = faults_of(content, scale_points())
    known = [item for item in content["items"] if item.get("kind") in KINDS and item.get("key")]
    shown = [i for i in known if i["kind"] != SCALE or i.get("scale") in scale_points()]
    points = version.items if version else [with_points(item, scale_points()) for item in shown]
    items = asked([read_item(item) for item in points], _AIMS)
    return render_template(
        "assessments/questionnaires/preview.html", row=row, content=content, items=items, minutes=minutes(items),
        version=version, faulty=bool(faults), words=Bilingual.of,
    )  # fmt: skip


@blueprint.get("/questionnaires/<code>/file/<kind>")
@requires(*MAY_SEE)
def questionnaire_file(code: str, kind: str) -> Response:
    """The draft, or the version asked for, as a file that can be brought in again."""
    row = get_questionnaire(code)
    if kind not in ("toml", "yaml"):
        raise NotFound
    version = _version(row)
    content = content_of(version) if version else _content(row)
    text = (as_toml if kind == "toml" else as_yaml)(row.code, row.level, content)
    answer = Response(text, mimetype=f"application/{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.{kind}"'
    return answer


def _keep(row: Questionnaire, content: dict[str, Any]) -> None:
    save_draft(
        questionnaire=row, title=Bilingual.of(content["title"]), intro=Bilingual.of(content["intro"]),
        anonymous=content["anonymous"], items=content["items"], actor=current_user, at=clock.now(),
    )  # fmt: skip


def _content(row: Questionnaire) -> dict[str, Any]:
    """The draft, else the version that is asked now, else nothing yet."""
    written = row.draft or find_current(row.id)
    if written is not None:
        return content_of(written)
    return {"title": {}, "intro": {}, "anonymous": row.level == 1, "items": []}


def _version(row: Questionnaire) -> QuestionnaireVersion | None:
    wanted = request.args.get("version", type=int)
    if wanted is None:
        return None
    found = next((version for version in row.versions if version.number == wanted), None)
    if found is None:
        raise NotFound
    return found


def _editor(row: Questionnaire, content: dict[str, Any], complaints: list[str] | tuple[str, ...] = ()) -> str:
    faults = faults_of(content, scale_points())
    wrong: dict[int, list[Any]] = {}
    for fault in faults:
        wrong.setdefault(fault.item, []).append(fault)
    return render_template(
        "assessments/questionnaires/edit.html",
        row=row,
        content=content,
        faults=faults if content["items"] or complaints else [],
        wrong=wrong,
        complaints=complaints,
        reason=request.form.get("reason", ""),
        labels=survey_labels,
        kinds=KINDS,
        stems=STEMS,
        drivers=DRIVERS,
        scales={code: Bilingual.of(name) for code, name in scale_names().items()},
        nps=NPS,
        options_of=written_options,
        is_asked_by=find_current(row.id),
    )
