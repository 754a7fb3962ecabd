"""What the pages share on which a training need is raised in one step: the filled form, the ticks, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.i18n import LOCALES
from lms.plans.actions.needs import NeedText, raise_need
from lms.plans.forms import NeedForm
from lms.plans.queries.needs import find_waiting_like
from lms.plans.rules import PRIORITIES, proposed_day


def need_form(name: Bilingual, subject: Callable[[str], str], colour: str) -> NeedForm:
    """What was sent, or proposals: what to improve of what (`subject` says it in a language), as urgent as its colour."""
    if request.method == "POST":
        return NeedForm()
    filled: dict[str, Any] = {"priority": PRIORITIES[colour], "wished_by": proposed_day(colour, clock.today())}
    for language, locale in LOCALES.items():
        with force_locale(locale):
            filled[f"title_{language}"] = _(
                "Improve “%(kpi)s”: %(subject)s", kpi=name.in_language(language), subject=subject(language)
            )
    return NeedForm(data=filled)


def ticked(**proposed: Iterable[int]) -> dict[str, set[int]]:
    """What is ticked of each kind: as it was sent, or as proposed."""
    sent = request.method == "POST"
    return {kind: set(request.form.getlist(kind, type=int)) if sent else set(ids) for kind, ids in proposed.items()}


def raised(
    form: NeedForm,
    chosen: Mapping[str, set[int]],
    facts: Callable[[], dict[str, Any]],
    *,
    abilities: Collection[int],
    courses: Collection[int],
    people: Mapping[int, dict[str, Any]],
    words: str,
) -> Response | list[str]:
    """Raise the need that was sent, with `facts` (source, evidence, unit); or else what stands against it, nothing where
    none was sent. Of what was ticked counts what the page offered; `people` are those it named, with their own figures."""
    if request.method != "POST" or not form.validate():
        return []
    try:
        wanted = chosen.get("person", set())
        if wanted - set(people):
            raise RuleBroken(Refusal("need_stranger"))
        text = NeedText(
            title=Bilingual(form.title_zh.data or "", form.title_en.data or ""), reason=form.reason.data or "",
            priority=form.priority.data, wished_by=form.wished_by.data or clock.today(),
            ability_ids=chosen["ability"] & set(abilities), course_ids=chosen["course"] & set(courses),
            people={person: people[person] for person in wanted},
        )  # fmt: skip
        known = facts()
        waiting = find_waiting_like(known["source"], known.get("alert_id"), known["unit"], text.title, current_user.id)
        if waiting is not None:
            return to_waiting(waiting)
        need = raise_need(text=text, **known, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return describe(broken.refusals)
    flash(words, "success")
    return redirect(url_for("plans.need", need_id=need.id))


def to_waiting(need_id: int) -> Response:
    """To the need that waits already, in place of a second one."""
    flash(_("This training need is raised already and waits for a decision."), "info")
    return redirect(url_for("plans.need", need_id=need_id))
