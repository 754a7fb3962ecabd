"""From what somebody entered to what a design holds; pictures are looked at and kept on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from certificates.designs.actions import keep_picture
from certificates.designs.design import MOST_SIGNATORIES, STANDARD_TEXTS, Layout
from lms.core.audit import Actor
from lms.core.errors import Refusal, RuleBroken, describe


def entered(form: Any, layout: Layout, before: dict[str, Any], *, actor: Actor, at: datetime) -> dict[str, Any]:
    """The content that a form asks for. Errors with pictures are written into the form, and the picture
    stays as it was; so is what a signatory lacks."""
    texts = {}
    for slot, standard in STANDARD_TEXTS[layout].items():
        said = {language: (form[f"{slot}_{language}"].data or "").strip() for language in ("zh", "en")}
        if said != standard.as_dict():
            texts[slot] = said
    signatories = []
    for n in range(MOST_SIGNATORIES):
        known = before["signatories"][n] if n < len(before["signatories"]) else {}
        one = {
            part: {language: (form[f"sign{n}_{part}_{language}"].data or "").strip() for language in ("zh", "en")}
            for part in ("name", "post")
        }
        picture = _picture(
            form, f"sign{n}_picture", "signature", known.get("picture"), f"sign{n}_no_picture", actor, at
        )
        if picture or any(text for part in one.values() for text in part.values()):
            signatories.append({**one, "picture": picture})
            if not any(one["name"].values()):
                form[f"sign{n}_name_zh"].errors = describe((Refusal("design_signatory_name"),))
    return {
        "languages": form.languages.data,
        "texts": texts,
        "signatories": signatories,
        "logo": _picture(form, "logo", "logo", before["logo"], "no_logo", actor, at),
        "seal": _picture(form, "seal", "seal", before["seal"], "no_seal", actor, at),
    }


def _picture(
    form: Any, name: str, use: str, before: str | None, without: str, actor: Actor, at: datetime
) -> str | None:  # fmt: skip
    if form[without].data:
        return None
    handed = form[name].data
    if not handed or not getattr(handed, "filename", ""):
        return before
    try:
        return keep_picture(content=handed.read(), use=use, actor=actor, at=at)
    except RuleBroken as broken:
        form[name].errors = describe(broken.refusals)
        return before
