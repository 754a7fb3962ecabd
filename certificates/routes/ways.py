"""The way to a tier: each requirement met or not for one person, what to do next, and the pledge to sign."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.applications.queries import find_waiting
from certificates.models import Tier
from certificates.pledges.actions import sign_pledge
from certificates.pledges.queries import pledges_signed
from certificates.pledges.texts import get_pledge
from certificates.queries.certificates import list_held
from certificates.queries.requirements import states_of_tiers, titles_of
from certificates.queries.schemes import get_tier, tier_among_newest
from certificates.requirement_lines import lines_of, next_lines
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import Refusal, describe
from lms.core.i18n import language
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible


@blueprint.get("/certificates/people/<int:person_id>/tiers/<int:tier_id>")
@signed_in
def way(person_id: int, tier_id: int) -> str:
    """One person and one tier, for the person and for those who may see their certificates: every requirement with its
    evidence, and what to do next."""
    person = _whose(person_id)
    (tier, tiers), today = tier_among_newest(tier_id), clock.today()
    held = list_held(person.id, today)
    states = states_of_tiers(person.id, [tier], today, titles_of([tier]), held)[tier.id]
    is_own = person.id == current_user.id
    return render_template(
        "certificates/way.html", person=person, tier=tier, is_own=is_own, today=today,
        lines=lines_of(states, is_own=is_own), next_lines=next_lines(states, is_own=True),
        waiting=find_waiting(person.id, tier), may_apply=is_own or Permission.DECIDE_OUTCOMES in current_user.permissions,
        met=sum(one.met for one in states), holds=_holding(held, tier), tiers=tiers,
        newest=next((one for one in tiers if one.level == tier.level), tier),
    )  # fmt: skip


def _whose(person_id: int) -> Person:
    if person_id == current_user.id:
        return get_person(person_id)
    return get_visible(current_user, person_id, Permission.SEE_CERTIFICATES)


def _holding(held: list[Any], tier: Tier) -> Any:
    """The valid certificate of the tier, or of the same tier in another version."""
    same = [
        h
        for h in held
        if h.certificate.tier.scheme_id == tier.scheme_id and h.certificate.tier.level == tier.level
        and h.counts
    ]  # fmt: skip
    return same[0].certificate if same else None


@blueprint.route("/my/pledges/<digest>", methods=["GET", "POST"])
@requires(Permission.LEARN)
def pledge(digest: str) -> Any:
    """Read a pledge, and sign it in one's own name."""
    text, tier_id = get_pledge(digest)
    days = pledges_signed([current_user.id], [digest]).get((current_user.id, digest), [])
    problem = ""
    if request.method == "POST":
        if request.form.get("stand_by"):
            sign_pledge(
                person=get_person(current_user.id), text=text.as_dict(), language=language(), digest=digest,
                actor=current_user, at=clock.now(), tier_id=tier_id,
            )  # fmt: skip
            flash(_("Signed. It counts from today."), "success")
            if tier_id is None:
                return redirect(url_for("certificates.pledge", digest=digest))
            return redirect(url_for("certificates.way", person_id=current_user.id, tier_id=tier_id))
        problem = describe((Refusal("pledge_unread"),))[0]
    tier = get_tier(tier_id) if tier_id is not None else None
    page = render_template("certificates/pledge.html", text=text, tier=tier, days=days, digest=digest, problem=problem)
    return (page, 422) if problem else page
