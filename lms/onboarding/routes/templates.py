"""The editor of programmes: the list, drafts, their stages, the preview, publishing, export and import."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.bilingual import Bilingual
from lms.core.db import rollback
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.onboarding.actions.drafts import (
    begin_draft,
    change_draft,
    discard_draft,
    draft_faults,
    publish_draft,
    title_of,
)
from lms.onboarding.draft_lines import GROUPS, lines_of, stage_from
from lms.onboarding.draft_preview import preview_of
from lms.onboarding.labels import KINDS, PARTS
from lms.onboarding.queries.programmes import (
    find_latest_version,
    get_draft,
    get_programme,
    get_version_of,
    list_drafts,
    list_programmes,
    list_versions,
)
from lms.onboarding.queries.titles import list_choices
from lms.onboarding.routes import blueprint
from lms.onboarding.rules.gate import OWN_REF
from lms.onboarding.template_forms import BasicsForm, CodeForm, FileForm, StageForm
from lms.onboarding.track_data import MOST_BYTES, as_text, data_of, from_text


@blueprint.get("/programmes")
@requires(Permission.MANAGE_INTAKES)
def programmes() -> str:
    """Every programme with its versions, and the drafts."""
    return _programmes(CodeForm(formdata=None), FileForm(formdata=None))


def _programmes(code: CodeForm, file: FileForm) -> str:
    versions = list_versions()
    found = [(programme, versions.get(programme.id, [])) for programme in list_programmes()]
    may_edit = current_user.reaches_all(Permission.MANAGE_INTAKES)
    drafts = [(draft, title_of(draft)) for draft in list_drafts()] if may_edit else []
    return render_template("onboarding/programmes.html", programmes=found, drafts=drafts, may_edit=may_edit, code=code, file=file)  # fmt: skip


@blueprint.post("/programmes/drafts")
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def new_draft() -> Any:
    """Begin a draft: of a programme's newest version, of a file, or blank under a new code."""
    code, file = CodeForm(), FileForm()
    try:
        return _begun(code)
    except RuleBroken as broken:
        field = file.file if "file" in request.files else code.code
        field.errors = describe(broken.refusals)
        rollback()
        return _programmes(code, file), 422


def _begun(form: CodeForm) -> Any:
    upload = request.files.get("file")
    if upload is not None:
        data = from_text(_text_of(upload.stream.read(MOST_BYTES + 1)))
    elif request.form.get("of"):
        latest = find_latest_version(get_programme(request.form["of"]).id)
        if latest is None:
            raise NotFound
        data = data_of(latest)
    else:
        data = {"code": (form.code.data or "").strip()}
    if any(one.code == data.get("code") for one in list_drafts()):
        flash(_("There is a draft of this programme already: go on with it here, or discard it."), "warning")
        return redirect(url_for("onboarding.draft", code=data["code"]))
    draft = begin_draft(data=data, actor=current_user, at=clock.now())
    flash(_("The draft is open. Nobody sees it until it is published."), "success")
    return redirect(url_for("onboarding.draft", code=draft.code))


def _text_of(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise RuleBroken(Refusal("template_file_size"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise RuleBroken(Refusal("template_file_text")) from wrong


@blueprint.route("/programmes/drafts/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def draft(code: str) -> Any:
    """A draft: what holds for all of it, its stages, and what is wrong in it."""
    row = get_draft(code)
    form = BasicsForm() if request.method == "POST" else BasicsForm.showing(row.data)
    if form.validate_on_submit():
        change_draft(draft=row, data=form.into(row.data), actor=current_user, at=clock.now())
        flash(_("Saved in the draft."), "success")
        return redirect(url_for("onboarding.draft", code=code))
    page = render_template(
        "onboarding/draft.html", draft=row, title=title_of(row), form=form, problems=describe(draft_faults(row.data)),
        stages=[(n, Bilingual.of(s.get("title") or ""), s) for n, s in enumerate(row.data.get("stages") or [], 1)],
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/programmes/drafts/<code>/stages")
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def change_stages(code: str) -> Any:
    """Add a stage, move one up or down, or take one out."""
    row = get_draft(code)
    stages = list(row.data.get("stages") or [])
    number = request.form.get("number", 0, type=int)
    deed = request.form.get("deed", "add")
    if deed == "add":
        taken = {stage.get("code") for stage in stages}
        name = next(f"stage-{n}" for n in range(1, len(stages) + 2) if f"stage-{n}" not in taken)
        stages.append(
            {"code": name, "title": {"zh": "", "en": ""}, "purpose": {"zh": "", "en": ""}, "days": 5, "contents": []}
        )
    elif not 1 <= number <= len(stages):
        raise NotFound
    elif deed == "up" and number > 1:
        stages[number - 2 : number] = [stages[number - 1], stages[number - 2]]
    elif deed == "remove":
        del stages[number - 1]
    change_draft(draft=row, data={**row.data, "stages": stages}, actor=current_user, at=clock.now())
    if deed == "add":
        return redirect(url_for("onboarding.draft_stage", code=code, number=len(stages)))
    return redirect(url_for("onboarding.draft", code=code, _anchor="stages"))


@blueprint.route("/programmes/drafts/<code>/stages/<int:number>", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def draft_stage(code: str, number: int) -> Any:
    """One stage of a draft: how long, what stands in it, what its gate asks for."""
    row = get_draft(code)
    stages = list(row.data.get("stages") or [])
    if not 1 <= number <= len(stages):
        raise NotFound
    stage = stages[number - 1]
    form = StageForm() if request.method == "POST" else StageForm.showing(stage)
    if request.method == "POST":
        stage = stage_from(form, request.form, stage)
    if form.validate_on_submit():
        stages[number - 1] = stage
        change_draft(draft=row, data={**row.data, "stages": stages}, actor=current_user, at=clock.now())
        flash(_("Saved in the draft."), "success")
        if request.form.get("more"):
            return redirect(url_for("onboarding.draft_stage", code=code, number=number, _anchor="contents"))
        return redirect(url_for("onboarding.draft", code=code, _anchor="stages"))
    wrong = [fault for fault in draft_faults(row.data) if fault.values.get("number") == number]
    page = render_template(
        "onboarding/draft_stage.html", draft=row, title=title_of(row), number=number, last=number == len(stages),
        form=form, lines=lines_of(stage), choices=_choices(), kinds=KINDS, parts=PARTS, groups=GROUPS,
        problems=describe(tuple(wrong)),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line can mean, under headings."""
    own = [(f"{kind}:", str(KINDS[kind])) for kind in KINDS if kind in OWN_REF]
    grouped: dict[str, list[tuple[str, str]]] = {}
    for kind, ref, title in list_choices():
        grouped.setdefault(kind, []).append((f"{kind}:{ref}", f"{title} ({ref})"))
    return [(_("Mentor, log and time"), own), *((str(KINDS[kind]), some) for kind, some in grouped.items())]


@blueprint.get("/programmes/drafts/<code>/preview")
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def preview_draft(code: str) -> str:
    """A draft as the learner will see it, begun today."""
    row = get_draft(code)
    stages = preview_of(row.data, clock.today())
    return render_template("onboarding/preview.html", draft=row, title=title_of(row), stages=stages)


@blueprint.post("/programmes/drafts/<code>/publish")
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def publish(code: str) -> Any:
    """Make a version of a draft."""
    version = publish_draft(draft=get_draft(code), actor=current_user, at=clock.now())
    words = _("Published as version %(number)s. New intakes start on it; those under way stay on theirs until you move them.", number=version.number)  # fmt: skip
    flash(words, "success")
    return redirect(url_for("onboarding.programmes"))


@blueprint.post("/programmes/drafts/<code>/discard")
@requires(Permission.MANAGE_INTAKES)
@everywhere(Permission.MANAGE_INTAKES)
def discard(code: str) -> Any:
    """Throw a draft away."""
    discard_draft(draft=get_draft(code), actor=current_user, at=clock.now())
    flash(_("The draft is gone. Published versions stay as they are."), "success")
    return redirect(url_for("onboarding.programmes"))


@blueprint.get("/programmes/<code>/versions/<int:number>.yaml")
@requires(Permission.MANAGE_INTAKES)
def export_version(code: str, number: int) -> Response:
    """A version as a file that can be imported elsewhere."""
    text = as_text(data_of(get_version_of(get_programme(code), number)))
    name = f"{code}-v{number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="application/yaml", headers=headers)
