"""What the wishes of the pairing weigh, and proposing who takes over from somebody."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.mentoring.labels import kind_name
from lms.mentoring.matching import facts, rounds
from lms.mentoring.matching.labels import LIMIT_NAMES, WISH_NAMES, hand_over_title, hands_over
from lms.mentoring.matching.rules import LOOSENABLE
from lms.mentoring.queries.accompanied import list_mentees
from lms.mentoring.routes import blueprint
from lms.people.queries.people import list_people
from lms.people.queries.scope import get_visible, within_reach


@blueprint.route("/mentors/<int:person_id>/hand-over", methods=["GET", "POST"], endpoint="hand_over_all")
@requires(Permission.MANAGE_INTAKES)
def hand_over_all(person_id: int) -> Any:
    """Propose who takes over the mentees of somebody who leaves or retires, as far as they are the reader's business."""
    person = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    mentees = list_mentees(person.id, clock.today(), stands_in=False)
    reached = {
        p.id for p in list_people({m.person_id for m in mentees}, within_reach(current_user, Permission.MANAGE_INTAKES))
    }
    mentees = [one for one in mentees if one.person_id in reached]
    if request.method == "POST":
        wanted = [(one.person_id, kind) for one in mentees for kind in one.kinds]
        why = hands_over()
        bans = [(one.person_id, person.id, why) for one in mentees]
        try:
            row = rounds.propose(
                title=hand_over_title(person.name),
                wanted=wanted,
                bans=bans,
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            flash(" ".join(describe(broken.refusals)), "warning")
            return redirect(url_for("mentoring.mentor", person_id=person.id))
        return redirect(url_for("mentoring.round", round_id=row.id))
    return render_template("mentoring/hand_over_all.html", person=person, mentees=mentees, kind_name=kind_name)


@blueprint.route("/pairing/weights", methods=["GET", "POST"], endpoint="pairing_weights")
@requires(Permission.MANAGE_INTAKES)
def pairing_weights() -> Any:
    """What the wishes weigh and which limits are hard; each change is a version."""
    standing = facts.wishes_of(facts.current_weights())
    typed: dict[str, str] = {name: f"{value:g}" for name, value in standing.weights.items()} | {
        "balance": f"{standing.balance:g}"
    }
    limits = {name: bool(getattr(standing, name)) for name in LOOSENABLE}
    complaints: list[str] = []
    if request.method == "POST":
        typed = {name: request.form.get(name, "").strip() for name in typed}
        limits = {name: name in request.form for name in LOOSENABLE}
        numbers = {name: _number(text) for name, text in typed.items()}
        complaints = [
            _("%(wish)s: write a number from 0 to 10.", wish=WISH_NAMES.get(name, _("Spread of the load")))
            for name, value in numbers.items() if value is None
        ]  # fmt: skip
        reason = request.form.get("reason", "").strip()
        complaints += [] if reason else [_("Give a reason.")]
        if not complaints:
            weights = {name: value for name, value in numbers.items() if name != "balance" and value is not None}
            rounds.set_weights(
                weights=weights,
                limits=limits,
                balance=numbers["balance"] or 0.0,
                reason=reason[:500],
                actor=current_user,
                at=clock.now(),
            )
            flash(_("Saved as a new version; proposals made before keep theirs."), "success")
            return redirect(url_for("mentoring.pairing_weights"))
    versions = facts.list_weights()
    page = render_template(
        "mentoring/pairing_weights.html", typed=typed, limits=limits, wish_names=WISH_NAMES, limit_names=LIMIT_NAMES,
        complaints=complaints, versions=versions,
        names={p.id: p.name for p in list_people({v.set_by for v in versions if v.set_by})},
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 10 else None
