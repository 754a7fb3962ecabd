"""Pairing a whole intake on the page: proposal, pins and bans, publication."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from certificates.questions import cohorts
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.i18n import text
from lms.mentoring.labels import kind_name
from lms.mentoring.matching import facts, rounds
from lms.mentoring.matching.labels import (
    WISH_NAMES,
    barred_words,
    choice_words,
    left_words,
    reason_words,
    step_brings,
    step_words,
)
from lms.mentoring.matching.rules import KINDS, LOOSENABLE, broken_limits, scored
from lms.mentoring.models import PairingRound
from lms.mentoring.queries.pairings import mentors_of
from lms.mentoring.routes import blueprint
from lms.mentoring.standing import under_way
from lms.people.models import Person
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import within_reach


@blueprint.route("/pairing", methods=["GET", "POST"], endpoint="rounds")
@requires(Permission.MANAGE_INTAKES)
def round_list() -> Any:
    """The proposals, and a new one for an intake."""
    complaints: list[str] = []
    running = under_way()
    intakes = [one for one in cohorts() if one.id in running]
    if request.method == "POST":
        chosen = next((one for one in intakes if one.id == request.form.get("cohort", type=int)), None)
        if chosen is None:
            complaints = [_("Choose an intake.")]
        else:
            try:
                row = rounds.propose(
                    title=chosen.title, wanted=_wanted(running[chosen.id], request.form.get("who") == "all"), cohort_id=chosen.id,
                    actor=current_user, at=clock.now(),
                )  # fmt: skip
            except RuleBroken as broken:
                complaints = describe(broken.refusals)
            else:
                return redirect(url_for("mentoring.round", round_id=row.id))
    found = facts.list_rounds(current_user)
    page = render_template(
        "mentoring/rounds.html", rounds=found, intakes=intakes, complaints=complaints,
        chosen=request.values.get("cohort", type=int),
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)


def _wanted(members: Collection[int], everybody: bool) -> list[tuple[int, str]]:
    """Mentee and kind: those under way in an intake who lack a mentor, or all of them."""
    today = clock.today()
    query = select(Person.id).where(within_reach(current_user, Permission.MANAGE_INTAKES)).order_by(Person.id)
    ids = list(db.session.scalars(query.where(Person.left_on.is_(None), Person.id.in_(members))))
    standing = mentors_of(ids, today)
    have = {(person_id, one.kind) for person_id, some in standing.items() for one in some}
    return [(person_id, kind) for person_id in ids for kind in KINDS if everybody or (person_id, kind) not in have]


@blueprint.get("/pairing/<int:round_id>", endpoint="round")
@requires(Permission.MANAGE_INTAKES)
def show_round(round_id: int) -> str:
    """A proposal: who gets whom and why, who is left and what would help, how the load is spread."""
    return _page(facts.get_round(current_user, round_id))


def _page(row: PairingRound, complaints: list[str] | None = None) -> str:
    result = row.result
    ids = {p[key] for p in result["pairs"] for key in ("mentee", "mentor")} | {
        one["mentee"] for one in result["unmatched"]
    }
    ids |= (
        {n for p in result["pairs"] for n, _score, _full in p["next"]}
        | {b[1] for b in row.bans}
        | {b[0] for b in row.bans}
    )
    people = {person.id: person for person in list_people(ids)}
    by_mentee: dict[int, dict[str, Any]] = {int(mentee): {} for mentee, _kind in row.wanted}
    for pair in result["pairs"]:
        by_mentee[pair["mentee"]][pair["kind"]] = pair
    open_yet = row.published_at is None and row.discarded_at is None
    stays = _stays({one["mentee"] for one in result["unmatched"]} if open_yet else set())
    load: dict[int, int] = {}
    for pair in result["pairs"]:
        load[pair["mentor"]] = load.get(pair["mentor"], 0) + 1
    return render_template(
        "mentoring/round.html",
        row=row,
        pins={(m, n, k): reason for m, n, k, reason in row.pins},
        result=result,
        people=people,
        mentees=[(people[m], pairs) for m, pairs in by_mentee.items() if m in people],
        wanted={(int(m), k) for m, k in row.wanted},
        load=sorted(load.items(), key=lambda item: (-item[1], item[0])),
        advice=[(one["step"], step_words(one["step"]), step_brings(one["placed"])) for one in result["advice"]],
        left=[(people[one["mentee"]], kind_name(one["kind"]), left_words(one) + stays.get((one["mentee"], one["kind"]), ""), one) for one in result["unmatched"] if one["mentee"] in people],
        open=open_yet,
        complaints=complaints or [],
        kinds=KINDS,
        kind_name=kind_name,
        choice_words=choice_words,
        reason_words=reason_words,
    )  # fmt: skip


def _stays(mentees: set[int]) -> dict[tuple[int, str], str]:
    """Of those who are left: with whom each stays until somebody else is found, by mentee and kind."""
    standing = mentors_of(mentees, clock.today()) if mentees else {}
    return {
        (mentee, one.kind): " " + _("Stays with %(name)s for now.", name=one.name)
        for mentee, some in standing.items()
        for one in some
        if one.covers_until is None
    }


@blueprint.get("/pairing/<int:round_id>/<int:mentee_id>/<kind>", endpoint="choose_mentor")
@requires(Permission.MANAGE_INTAKES)
def choose_mentor(round_id: int, mentee_id: int, kind: str) -> str:
    """Everybody who could be this mentor, with points and with the limits that stand against the others."""
    row = facts.get_round(current_user, round_id)
    if [mentee_id, kind] not in row.wanted:
        raise NotFound
    return _choice_page(row, mentee_id, kind, [])


def _choice_page(row: PairingRound, mentee_id: int, kind: str, complaints: list[str]) -> str:
    world = facts.read_world(row, clock.today())
    mentee = next((one for one in world.mentees if one.code == str(mentee_id)), None)
    if mentee is None:
        raise NotFound
    possible, barred = [], []
    for mentor in world.mentors:
        broken = broken_limits(mentee, mentor, kind, world.wishes_for(mentee.code, kind))
        if not broken:
            one = scored(mentee, mentor, kind, world.wishes)
            possible.append(
                (
                    int(mentor.code),
                    one.score,
                    [[r["wish"], r["fulfilled"], r["weight"], r["points"]] for r in one.reasons],
                    mentor,
                )
            )
        elif len(broken) == 1 and broken[0] in (*LOOSENABLE, "rest"):
            barred.append((int(mentor.code), broken[0], mentor))
    possible.sort(key=lambda item: (-item[1], item[0]))
    standing = next((p for p in row.result["pairs"] if p["mentee"] == mentee_id and p["kind"] == kind), None)
    given: dict[int, int] = {}
    for pair in row.result["pairs"]:
        given[pair["mentor"]] = given.get(pair["mentor"], 0) + 1
    banned = {n for m, n, _reason in row.bans if m == mentee_id}
    shown = {mentee_id, *banned, *(n for n, *_ in possible), *(n for n, *_ in barred)}
    shown |= {standing["mentor"]} if standing else set()
    names = {**world.people, **{p.id: p for p in list_people(shown - world.people.keys())}}
    return render_template(
        "mentoring/choose_mentor.html", row=row, mentee=names[mentee_id], kind=kind, kind_name=kind_name,
        possible=possible[:60], balance=world.wishes.balance, barred=barred[:40], names=names, standing=standing, given=given, complaints=complaints,
        reason_words=reason_words, wish_names=WISH_NAMES, barred_words=barred_words, open=row.published_at is None and row.discarded_at is None,
        pins={(m, n, k): reason for m, n, k, reason in row.pins}, forbidden=[(n, text(reason)) for m, n, reason in row.bans if m == mentee_id],
    )  # fmt: skip


@blueprint.post("/pairing/<int:round_id>/<int:mentee_id>/<kind>", endpoint="settle_mentor")
@requires(Permission.MANAGE_INTAKES)
def settle_mentor(round_id: int, mentee_id: int, kind: str) -> Any:
    """Pin, forbid, or leave to the proposal again; then solve again."""
    row = facts.get_round(current_user, round_id)
    if [mentee_id, kind] not in row.wanted:
        raise NotFound
    mentor = get_person(request.form.get("mentor", type=int) or 0)
    reason, deed = request.form.get("reason", ""), request.form.get("deed")
    common: dict[str, Any] = {
        "row": row,
        "mentee_id": mentee_id,
        "mentor_id": mentor.id,
        "actor": current_user,
        "at": clock.now(),
    }
    try:
        if deed == "pin":
            rounds.pin(kind=kind, reason=reason, **common)
        elif deed == "ban":
            rounds.ban(reason=reason, **common)
        else:
            rounds.free(**common)
    except RuleBroken as broken:
        return _choice_page(row, mentee_id, kind, describe(broken.refusals)), 422
    flash(_("Done, and the rest solved again."), "success")
    return redirect(url_for("mentoring.round", round_id=row.id) + f"#mentee-{mentee_id}")


@blueprint.post("/pairing/<int:round_id>/change", endpoint="change_round")
@requires(Permission.MANAGE_INTAKES)
def change_round(round_id: int) -> Any:
    """Loosen, tighten, solve again, or put away."""
    row = facts.get_round(current_user, round_id)
    deed, at = request.form.get("deed", ""), clock.now()
    try:
        if deed == "loosen":
            rounds.loosen(row=row, step=request.form.get("step", ""), actor=current_user, at=at)
        elif deed == "tighten":
            rounds.tighten(row=row, actor=current_user, at=at)
        elif deed == "discard":
            rounds.discard(row=row, actor=current_user, at=at)
            flash(_("Put away; it stays on record."), "success")
            return redirect(url_for("mentoring.rounds"))
        else:
            rounds.solve_again(row=row, at=at)
    except RuleBroken as broken:
        return _page(row, describe(broken.refusals)), 422
    flash(_("Solved again."), "success")
    return redirect(url_for("mentoring.round", round_id=row.id))


@blueprint.post("/pairing/<int:round_id>/publish", endpoint="publish_round")
@requires(Permission.MANAGE_INTAKES)
def publish_round(round_id: int) -> Any:
    """Appoint everybody as proposed."""
    row = facts.get_round(current_user, round_id)
    try:
        count = rounds.publish(row=row, actor=current_user, at=clock.now())
    except rounds.FactsMoved as moved:
        rounds.solve_again(row=row, at=clock.now())
        flash(" ".join(describe(moved.refusals)), "warning")
        return redirect(url_for("mentoring.round", round_id=row.id))
    except RuleBroken as broken:
        return _page(row, describe(broken.refusals)), 422
    flash(
        ngettext(
            "%(num)s mentor is appointed; both people have been told.",
            "%(num)s pairs are appointed; everybody concerned has been told.",
            count,
        ),
        "success",
    )
    return redirect(url_for("mentoring.round", round_id=row.id))
