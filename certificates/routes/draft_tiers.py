"""One tier of a draft: its texts, validity, renewal and what it unlocks; and its requirements, place by place."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from certificates.drafts.actions import parts_of, with_part
from certificates.drafts.choices import choices_for
from certificates.drafts.foresight import renewal_in_days
from certificates.drafts.forms import LINES, TierForm, jobs_sent
from certificates.drafts.labels import readable
from certificates.drafts.requirement_form import CODES, FIELDS, entered, kinds_to_add, shown
from certificates.labels import REQUIREMENT_KINDS
from certificates.queries.drafts import title_of
from certificates.queries.requirement_titles import requirements_in, titles_in
from certificates.requirement_lines import demand_lines
from certificates.routes import blueprint
from certificates.routes.scheme_editor import EDIT, keep_tier, tier_of
from certificates.rules import requirement_tree
from certificates.rules.requirement_faults import faults
from certificates.rules.requirement_kinds import GROUPS
from certificates.rules.unlocks import JOB
from lms.core import clock
from lms.core.access import everywhere, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, Refusal, RuleBroken, describe

MOST_CYCLES = 10


@blueprint.route("/certificates/scheme-editor/<code>/tiers/<int:level>", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def draft_tier(code: str, level: int) -> Any:
    """A tier of a draft. The button of the preview shows what was entered without saving it."""
    draft, tier = tier_of(code, level)
    form = TierForm() if request.method == "POST" else TierForm.showing(tier)
    preview = "preview" in request.form
    wrong_jobs = [job["code"] for job in jobs_sent(request.form) if not JOB.fullmatch(job["code"])]
    if form.validate_on_submit() and not preview and not wrong_jobs:
        keep_tier(draft, level, form.into(tier, request.form, level))
        flash(_("Saved in the draft."), "success")
        return redirect(url_for("certificates.draft_tier", code=code, level=level))
    jobs = jobs_sent(request.form) if request.method == "POST" else list((tier.get("unlocks") or {}).get("jobs", ()))
    page = render_template(
        "certificates/draft_tier.html", draft=draft, title=title_of(draft), tier=tier, level=level, form=form,
        tier_title=Bilingual.of(tier.get("title") or ""), parts=_parts(tier), kinds=kinds_to_add(), lines=LINES,
        kind_names=REQUIREMENT_KINDS, groups=GROUPS, jobs=[*jobs, {}, {}], wrong_jobs=wrong_jobs, finish_on=_finish_on(),
        sentences=_sentences(form, tier, level), most_cycles=MOST_CYCLES,
    )  # fmt: skip
    return (page, 422) if form.errors or wrong_jobs else page


def _parts(tier: dict[str, Any]) -> list[tuple[str, int, list[Any]]]:
    """The lists of requirements with their words: name, from which renewal on, rows of (place, depth, line, data, last of
    its siblings, after a group)."""
    titles = titles_in([one for _part, some in parts_of(tier) for one in some])
    found = []
    for part, some in parts_of(tier):
        lines = dict(_numbered(demand_lines(requirements_in(some, titles)), ""))
        there = dict(requirement_tree.places(some))
        rows = [
            (place, place.count("."), lines[place], one, _beside(place, 1) not in there,
             there.get(_beside(place, -1), {}).get("kind") in GROUPS)
            for place, one in there.items()
        ]  # fmt: skip
        found.append((part, int(part.rpartition("-")[2]) if part != "tier" else 0, rows))
    return found


def _beside(place: str, by: int) -> str:
    """The place so many further among the siblings."""
    before, dot, last = place.rpartition(".")
    return f"{before}{dot}{int(last) + by}"


def _numbered(lines: Any, before: str) -> list[tuple[str, Any]]:
    found = []
    for number, line in enumerate(lines, 1):
        place = f"{before}{number}"
        found += [(place, line), *_numbered(line.parts, f"{place}.")]
    return found


def _finish_on() -> date:
    try:
        return date.fromisoformat(request.form.get("finish_on", ""))
    except ValueError:
        return clock.today()


def _sentences(form: TierForm, tier: dict[str, Any], level: int) -> list[str]:
    return renewal_in_days(form.renewal(tier, level), form.validity_months.data, _finish_on(), level)


@blueprint.post("/certificates/scheme-editor/<code>/tiers/<int:level>/renewal-preview")
@requires(EDIT)
@everywhere(EDIT)
def renewal_preview(code: str, level: int) -> str:
    """The days that follow from what stands in the form now."""
    _draft, tier = tier_of(code, level)
    form = TierForm()
    form.validate()
    return render_template("certificates/_renewal_days.html", sentences=_sentences(form, tier, level))


@blueprint.post("/certificates/scheme-editor/<code>/tiers/<int:level>/cycles")
@requires(EDIT)
@everywhere(EDIT)
def change_cycles(code: str, level: int) -> Any:
    """Let other requirements hold from a renewal on, or no longer."""
    draft, tier = tier_of(code, level)
    number = request.form.get("number", 0, type=int)
    renewal = dict(tier.get("renewal") or {})
    cycles = [cycle for cycle in renewal.get("cycles") or () if cycle["from"] != number]
    if not renewal:
        raise RuleBroken(Refusal("renewal_none"))
    if request.form.get("deed") != "remove":
        if not 1 <= number <= MOST_CYCLES:
            raise RuleBroken(Refusal("renewal_cycle_number", {"most": MOST_CYCLES}))
        if len(cycles) == len(renewal.get("cycles") or ()):
            cycles.append({"from": number, "requirements": []})
    renewal["cycles"] = sorted(cycles, key=lambda cycle: int(cycle["from"]))
    if not renewal["cycles"]:
        del renewal["cycles"]
    keep_tier(draft, level, {**tier, "renewal": renewal})
    return redirect(url_for("certificates.draft_tier", code=code, level=level, _anchor="requirements"))


@blueprint.route("/certificates/scheme-editor/<code>/tiers/<int:level>/<part>/new", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def new_requirement(code: str, level: int, part: str) -> Any:
    """A further requirement of a kind, at the end or in a group."""
    draft, tier = tier_of(code, level)
    some, kind, group = _part(tier, part), request.values.get("kind", ""), request.values.get("group", "")
    if kind not in FIELDS:
        raise NotFound
    try:
        at = requirement_tree.add(some, group, {"kind": kind})[1]
    except KeyError:
        raise NotFound from None
    return _edit(
        draft,
        tier,
        level,
        part,
        kind,
        {"kind": kind},
        lambda new: requirement_tree.add(some, group, new)[0],
        at,
        new=True,
    )


@blueprint.route("/certificates/scheme-editor/<code>/tiers/<int:level>/<part>/<place>", methods=["GET", "POST"])
@requires(EDIT)
@everywhere(EDIT)
def edit_requirement(code: str, level: int, part: str, place: str) -> Any:
    """A requirement that is there."""
    draft, tier = tier_of(code, level)
    some = _part(tier, part)
    try:
        data = requirement_tree.get(some, place)
    except KeyError:
        raise NotFound from None
    return _edit(
        draft, tier, level, part, data["kind"], data, lambda new: requirement_tree.replaced(some, place, new), place
    )


def _edit(
    draft: Any, tier: dict[str, Any], level: int, part: str, kind: str, data: dict[str, Any], put: Any, place: str,
    *, new: bool = False,
) -> Any:  # fmt: skip
    """The form of one requirement; what can never be right is not saved. `place`: its own, or the one that it is to have."""
    choices = choices_for(kind) if any(one.shape == CODES for one in FIELDS[kind]) else []
    problems: list[str] = []
    if request.method == "POST":
        said = entered(kind, request.form, dict(choices))
        wrong = [one for one in faults([said], level) if one.code not in ("requirement_group_empty",)]
        if kind in GROUPS and "n" in said and not (isinstance(said["n"], int) and 1 <= said["n"] <= 20):
            wrong = [Refusal("requirement_group_number")]
        if not wrong:
            try:
                keep_tier(draft, level, with_part(tier, part, put(said)))
            except KeyError:
                raise NotFound from None
            flash(_("Saved in the draft."), "success")
            return redirect(url_for("certificates.draft_tier", code=draft.code, level=level, _anchor="requirements"))
        problems = describe(readable([Refusal(one.code, {**one.values, "place": place}) for one in wrong]))
        data = {**said, "of": data.get("of", [])} if kind in GROUPS else said
    page = render_template(
        "certificates/draft_requirement.html", draft=draft, title=title_of(draft), level=level, part=part, place=place, new=new,
        kind=kind, kind_name=REQUIREMENT_KINDS[kind], fields=shown(data.get("kind", kind), data), choices=choices,
        problems=problems, tier_title=Bilingual.of(tier.get("title") or ""),
    )  # fmt: skip
    return (page, 422) if problems else page


def _part(tier: dict[str, Any], part: str) -> list[dict[str, Any]]:
    found = dict(parts_of(tier))
    if part not in found:
        raise NotFound
    return found[part]


_DEEDS = {
    "up": lambda some, place: requirement_tree.moved(some, place, -1),
    "down": lambda some, place: requirement_tree.moved(some, place, 1),
    "in": requirement_tree.into_group,
    "out": requirement_tree.out_of_group,
    "remove": requirement_tree.removed,
}


@blueprint.post("/certificates/scheme-editor/<code>/tiers/<int:level>/<part>/<place>/move")
@requires(EDIT)
@everywhere(EDIT)
def move_requirement(code: str, level: int, part: str, place: str) -> Any:
    """Move a requirement up, down, into the group before it or out of its group, or take it out."""
    draft, tier = tier_of(code, level)
    deed = _DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise NotFound
    try:
        changed = deed(_part(tier, part), place)
    except KeyError:
        raise NotFound from None
    keep_tier(draft, level, with_part(tier, part, changed))
    return redirect(url_for("certificates.draft_tier", code=code, level=level, _anchor="requirements"))
