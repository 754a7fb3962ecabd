"""The editor of schemes: the list, drafts, their tiers in order, whom they concern, publishing, export and import."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from certificates.drafts.actions import (
    begin_draft,
    change_draft,
    discard_draft,
    draft_faults,
    new_scheme,
    publish_draft,
)
from certificates.drafts.concerned import SHOWN, looked_over
from certificates.drafts.files import MOST_BYTES, as_text, data_of, schemes_from
from certificates.drafts.forms import BasicsForm
from certificates.labels import FAMILIES, PRODUCTS
from certificates.queries.drafts import get_draft, get_draft_and_ladder, list_drafts, title_of
from certificates.queries.schemes import get_scheme, list_schemes, list_tiers, tiers_in_force
from certificates.routes import blueprint
from certificates.rules.schemes import TIERS
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, Refusal, RuleBroken, describe

EDIT = Permission.MANAGE_SCHEMES


@blueprint.get("/certificates/scheme-editor")
@requires(EDIT)
def scheme_editor() -> str:
    """Every scheme with what holds now, and the drafts."""
    schemes = list_schemes()
    tiers: dict[int, list[Any]] = {}
    for tier in list_tiers([scheme.id for scheme in schemes]):
        tiers.setdefault(tier.scheme_id, []).append(tier)
    drafts = {draft.code: draft for draft in list_drafts()}
    return render_template(
        "certificates/scheme_editor.html", schemes=schemes, tiers=tiers, families=FAMILIES, products=PRODUCTS,
        drafts=[(draft, title_of(draft)) for draft in drafts.values()], drafted=set(drafts),
        may_edit=current_user.reaches_all(EDIT), today=clock.today(),
    )  # fmt: skip


@blueprint.post("/certificates/scheme-editor")
@requires(EDIT)
@everywhere(EDIT)
def new_scheme_draft() -> Any:
    """Begin a draft: of a scheme as it holds now, of a file, or blank under a new code."""
    upload = request.files.get("file")
    if upload and upload.filename:
        found = schemes_from(upload.stream.read(MOST_BYTES + 1))
    elif request.form.get("of"):
        scheme = get_scheme(request.form["of"])
        found = [data_of(scheme, tiers_in_force([scheme.id], clock.today()))]
    else:
        found = [new_scheme(request.form.get("code", "").strip())]
    drafts = [begin_draft(data=data, actor=current_user, at=clock.now()) for data in found]
    if len(drafts) > 1:
        flash(
            ngettext(
                "%(num)s draft is open. Nobody sees it until it is published.",
                "%(num)s drafts are open. Nobody sees them until they are published.",
                len(drafts),
            ),
            "success",
        )
        return redirect(url_for("certificates.scheme_editor"))
    flash(_("The draft is open. Nobody sees it until it is published."), "success")
    return redirect(url_for("certificates.scheme_draft", code=drafts[0].code))


@blueprint.route("/certificates/scheme-editor/<code>", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def scheme_draft(code: str) -> Any:
    """A draft: what holds for all of it, its tiers, and what is wrong in it."""
    draft = get_draft(code)
    form = BasicsForm() if request.method == "POST" else BasicsForm.showing(draft.data)
    if form.validate_on_submit():
        change_draft(draft=draft, data=form.into(draft.data), actor=current_user, at=clock.now())
        flash(_("Saved in the draft."), "success")
        return redirect(url_for("certificates.scheme_draft", code=code))
    tiers = [(n, Bilingual.of(t.get("title") or ""), t) for n, t in enumerate(draft.data["tiers"], 1)]
    page = render_template(
        "certificates/scheme_draft.html", draft=draft, title=title_of(draft), form=form, tiers=tiers, most=TIERS,
        problems=describe(draft_faults(draft.data)),
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/certificates/scheme-editor/<code>/tiers")
@requires(EDIT)
@everywhere(EDIT)
def change_draft_tiers(code: str) -> Any:
    """Add a tier on top, or take the topmost out."""
    draft = get_draft(code)
    tiers = list(draft.data["tiers"])
    if request.form.get("deed") == "remove":
        if tiers:
            tiers.pop()
    elif len(tiers) >= TIERS:
        raise RuleBroken(Refusal("scheme_tiers", {"most": TIERS}))
    else:
        both = {"zh": "", "en": ""}
        texts = {name: dict(both) for name in ("title", "knowledge", "skill", "examination")}
        tiers.append({"code": f"tier-{len(tiers) + 1}", "validity_months": 36, **texts, "requirements": []})
    change_draft(draft=draft, data={**draft.data, "tiers": tiers}, actor=current_user, at=clock.now())
    if request.form.get("deed") == "remove":
        return redirect(url_for("certificates.scheme_draft", code=code, _anchor="tiers"))
    return redirect(url_for("certificates.draft_tier", code=code, level=len(tiers)))


@blueprint.route("/certificates/scheme-editor/<code>/publish", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def publish_scheme_draft(code: str) -> Any:
    """What a draft changes and whom it concerns; then make versions of it."""
    draft, ladder = get_draft_and_ladder(code, clock.today())
    if request.method == "POST":
        publish_draft(draft=draft, actor=current_user, at=clock.now())
        flash(_("Published. Certificates stay with the version under which they were earned."), "success")
        return redirect(url_for("certificates.scheme", code=code))
    problems, found = looked_over(draft.data, clock.today(), ladder)
    if problems:
        flash(describe(problems)[0], "warning")
        return redirect(url_for("certificates.scheme_draft", code=code))
    changes = [(Bilingual.of(one.title), one) for one in found]
    return render_template(
        "certificates/scheme_publish.html", draft=draft, title=title_of(draft), changes=changes, most=SHOWN,
    )  # fmt: skip


@blueprint.post("/certificates/scheme-editor/<code>/discard")
@requires(EDIT)
@everywhere(EDIT)
def discard_scheme_draft(code: str) -> Any:
    """Throw a draft away."""
    discard_draft(draft=get_draft(code), actor=current_user, at=clock.now())
    flash(_("The draft is gone. What is published stays as it is."), "success")
    return redirect(url_for("certificates.scheme_editor"))


@blueprint.get("/certificates/schemes/<code>/file.yaml")
@requires(EDIT)
def scheme_file(code: str) -> Response:
    """A scheme as it holds now, as a file that can be imported elsewhere."""
    scheme = get_scheme(code)
    text = as_text([data_of(scheme, tiers_in_force([scheme.id], clock.today()))])
    headers = {"Content-Disposition": f'attachment; filename="{code}.yaml"'}
    return Response(text, mimetype="application/yaml", headers=headers)


def tier_of(code: str, level: int) -> tuple[Any, dict[str, Any]]:
    """A draft and one of its tiers. Raises NotFound."""
    draft = get_draft(code)
    if not 1 <= level <= len(draft.data["tiers"]):
        raise NotFound
    return draft, draft.data["tiers"][level - 1]


def keep_tier(draft: Any, level: int, tier: dict[str, Any]) -> None:
    """Write one tier into its draft."""
    tiers = list(draft.data["tiers"])
    tiers[level - 1] = tier
    change_draft(draft=draft, data={**draft.data, "tiers": tiers}, actor=current_user, at=clock.now())
