"""Designs of papers: the list, the editor, the preview, publishing."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.designs import actions
from certificates.designs.design import MOST_SIGNATORIES, PLACEHOLDERS, STANDARD_TEXTS, Languages, Layout
from certificates.designs.forms import PICTURES, design_form, new_design_form
from certificates.designs.labels import LANGUAGES, LAYOUTS, SLOTS
from certificates.designs.models import PaperDesign
from certificates.designs.queries import design_in, designs_in_use, get_design, list_designs, list_versions
from certificates.designs.sample import can_picture, picture_of, sample
from certificates.designs.writing import entered
from certificates.labels import list_of
from certificates.pdf.design import render
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.pdf.fonts import describe as describe_character
from lms.core.pdf.fonts import missing_characters


@blueprint.get("/certificates/designs")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def designs() -> str:
    """All designs, and where a new one begins."""
    return _list(new_design_form())


def _list(form: Any) -> str:
    return render_template("certificates/designs.html", designs=list_designs(), form=form, layouts=LAYOUTS)


@blueprint.post("/certificates/designs")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def add_design() -> Any:
    """Begin a design."""
    form = new_design_form()
    if form.validate_on_submit():
        try:
            row = actions.add_design(
                code=form.code.data or "", layout=Layout(form.layout.data),
                name=Bilingual(form.name_zh.data or "", form.name_en.data or ""), actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.code.errors = describe(broken.refusals)
        else:
            flash(_("A draft with the standard texts is there. Word it, add pictures, and look at it."), "success")
            return redirect(url_for("certificates.design", design_id=row.id))
    return _list(form), 422


@blueprint.get("/certificates/designs/<int:design_id>")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def design(design_id: int) -> str:
    """One version: a draft can be changed, a published one looked at."""
    row = get_design(design_id)
    return _page(row, design_form(Layout(row.layout), row.content, row.name))


def _page(row: PaperDesign, form: Any) -> str:
    layout = Layout(row.layout)
    return render_template(
        "certificates/design.html",
        design=row,
        form=form,
        layouts=LAYOUTS,
        languages=LANGUAGES,
        slots=list(STANDARD_TEXTS[layout]),
        slot_names=SLOTS,
        placeholders=sorted(PLACEHOLDERS[layout]),
        signatories=range(MOST_SIGNATORIES),
        accept=PICTURES,
        in_use=designs_in_use().get(row.layout) == row.id,
        versions=list_versions(row.code),
        pictured=can_picture(),
        pages=2 if layout is Layout.CARD else 1,
    )


@blueprint.post("/certificates/designs/<int:design_id>")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def write_design(design_id: int) -> Any:
    """Change a draft."""
    row = get_design(design_id)
    layout, at = Layout(row.layout), clock.now()
    form = design_form(layout, row.content, row.name)
    if form.validate_on_submit():
        content = entered(form, layout, row.content, actor=current_user, at=at)
        if not any(field.errors for field in form):
            try:
                name = Bilingual(form.name_zh.data, form.name_en.data)
                actions.write_design(design=row, name=name, content=content, actor=current_user, at=at)
            except RuleBroken as broken:
                _tell(form, broken)
            else:
                flash(_("Saved. The preview shows it."), "success")
                return redirect(url_for("certificates.design", design_id=row.id))
    return _page(row, form), 422


def _tell(form: Any, broken: RuleBroken) -> None:
    """Each fault beside its text, in words; what concerns no text stands above."""
    spoken = {"zh": _("Chinese"), "en": _("English")}
    for refusal in broken.refusals:
        if refusal.code == "design_character":
            _tell_characters(form)
            continue
        values = dict(refusal.values)
        slot, language = values.get("slot"), values.get("language")
        if slot:
            values |= {"slot": str(SLOTS[slot]), "language": spoken[str(language)]}
        said = describe((Refusal(refusal.code, values),))
        target = form[f"{slot}_{language}"] if slot else form.name_zh
        target.errors = [*target.errors, *said]


def _tell_characters(form: Any) -> None:
    """Beside each printed text the characters of it that no font can show; the title of the design is not printed."""
    for field in form:
        if field.name in ("name_zh", "name_en") or not isinstance(field.data, str):
            continue
        if missing := missing_characters(field.data):
            said = describe((Refusal("design_character", {"characters": list_of(map(describe_character, missing))}),))
            field.errors = [*field.errors, *said]


@blueprint.post("/certificates/designs/<int:design_id>/publish")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def publish_design(design_id: int) -> Any:
    """Publish a draft, and where wanted issue papers in it from now on."""
    row = get_design(design_id)
    actions.publish_design(design=row, use="use" in request.form, actor=current_user, at=clock.now())
    flash(_("Version %(number)s is published. Papers issued before keep their design.", number=row.number), "success")
    return redirect(url_for("certificates.design", design_id=row.id))


@blueprint.post("/certificates/designs/<int:design_id>/use")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def use_design(design_id: int) -> Any:
    """Issue papers in this version from now on."""
    row = get_design(design_id)
    actions.choose_design(design=row, actor=current_user, at=clock.now())
    flash(_("From now on papers are issued in this design."), "success")
    return redirect(url_for("certificates.design", design_id=row.id))


@blueprint.post("/certificates/designs/<int:design_id>/next")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def next_design(design_id: int) -> Any:
    """Begin the next version."""
    row = actions.draft_next(design=get_design(design_id), actor=current_user, at=clock.now())
    flash(_("Version %(number)s is a draft: nothing changes until it is published.", number=row.number), "success")
    return redirect(url_for("certificates.design", design_id=row.id))


@blueprint.post("/certificates/designs/<int:design_id>/drop")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def drop_design(design_id: int) -> Any:
    """Throw a draft away."""
    actions.drop_draft(design=get_design(design_id), actor=current_user, at=clock.now())
    flash(_("The draft is gone."), "success")
    return redirect(url_for("certificates.designs"))


@blueprint.get("/certificates/designs/<int:design_id>/preview.<kind>")
@requires(Permission.DESIGN_PAPERS)
@everywhere(Permission.DESIGN_PAPERS)
def preview_design(design_id: int, kind: str) -> Response:
    """A version with the face of somebody who does not exist, as PDF or as the picture of a page."""
    row = get_design(design_id)
    spoken = request.args.get("language")
    languages = Languages(spoken) if spoken in set(Languages) else None
    if kind not in ("pdf", "png") or (kind == "png" and not can_picture()):
        abort(404)
    content = render(sample(design_in(row).in_languages(languages)))
    if kind == "png":
        content = picture_of(content, 2 if request.args.get("page") == "2" and row.layout == Layout.CARD else 1)
    mimetype = "application/pdf" if kind == "pdf" else "image/png"
    response = send_file(io.BytesIO(content), mimetype=mimetype, download_name=f"{row.code}-{row.number}.{kind}")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
