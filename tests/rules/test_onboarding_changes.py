"""What may be changed while a programme runs, and what follows: gates of groups, dates, versions, reminders, enrolling."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lms.core.rules import Refusal
from lms.onboarding.rules import conditions
from lms.onboarding.rules.changes import (
    Thing,
    counts_from,
    move_faults,
    pause_faults,
    put_in_front,
    version_change,
)
from lms.onboarding.rules.conditions import Gate, Group
from lms.onboarding.rules.decisions import decision_faults, possible_decisions
from lms.onboarding.rules.enrolling import Intake, Newcomer, earliest_hire, intake_to_join, verdict
from lms.onboarding.rules.gate import Check, Content, Evidence, check
from lms.onboarding.rules.policy import Policy, policy_faults
from lms.onboarding.rules.reminding import Standing, reminded
from lms.onboarding.rules.schedule import Extension, StageDates, planned_end, schedule
from lms.workdays.rules import every_day

DAY = date(2026, 3, 2)


def made(marks: str) -> tuple[Check, ...]:
    """Checks from letters: x met, o not; after a letter the group ("xa ob o")."""
    return tuple(
        Check(
            Content("course", f"c{n}", group=word[1:] or None), Evidence(), word[0] == "x", "course_open", {}, "learner"
        )
        for n, word in enumerate(marks.split())
    )


@pytest.mark.parametrize(
    ("gate", "marks", "open_", "progress", "missing"),
    [
        (Gate(), "x x", True, (2, 2), 0),
        (Gate(), "x o", False, (1, 2), 1),
        (Gate(1), "x o o", True, (1, 1), 0),  # any of
        (Gate(2), "x o o", False, (1, 2), 2),  # at least two of: either of the two open ones would do
        (Gate(9), "x x", True, (2, 2), 0),  # never more than there are
        (Gate(None, (Group("a", 1),)), "xa oa x", True, (2, 2), 0),  # any of a group
        (Gate(None, (Group("a", 2),)), "xa oa oa x", False, (1, 2), 2),
        (Gate(None, (Group("a"),)), "xa oa x", False, (1, 2), 1),  # all of a group is one condition
        (Gate(1, (Group("a"), Group("b", 1))), "oa oa xb ob", True, (1, 1), 0),  # either group
        (Gate(1, (Group("a"), Group("b", 2))), "oa xa xb ob o", False, (0, 1), 3),
    ],
)
def test_gates(gate: Gate, marks: str, open_: bool, progress: tuple[int, int], missing: int) -> None:
    checks = made(marks)
    assert conditions.is_open(gate, checks) is open_
    assert conditions.progress(gate, checks) == progress
    assert len(conditions.missing(gate, checks)) == missing


@pytest.mark.parametrize(
    ("kind", "minimum", "evidence", "met", "reason", "turn"),
    [
        ("days", "5", Evidence(done=4), False, "days_short", "time"),
        ("days", "5", Evidence(done=5), True, "", None),
        ("talk", "2", Evidence(done=1), False, "talk_short", "mentor"),
        ("agreement", None, Evidence(), False, "agreement_missing", "mentor"),
        ("agreement", None, Evidence(returned="Slower"), False, "agreement_refused", "mentor"),
        ("agreement", None, Evidence(complete=True), True, "", None),
    ],
)
def test_conditions_of_mentor_and_time(
    kind: str, minimum: str | None, evidence: Evidence, met: bool, reason: str, turn: str | None
) -> None:
    found = check(Content(kind, kind, Decimal(minimum) if minimum else None), evidence)
    assert (found.met, found.reason, found.waits_for) == (met, reason, turn)


SICK = (DAY + timedelta(days=2), DAY + timedelta(days=4))


@pytest.mark.parametrize(
    ("stage", "spans", "ends_on"),
    [
        (StageDates(10), [], date(2026, 3, 11)),
        (StageDates(10), [SICK], date(2026, 3, 14)),
        (StageDates(10, extensions=(Extension(date(2026, 3, 9), 5),)), [SICK], date(2026, 3, 19)),
        (
            StageDates(3, not_before=date(2026, 3, 20)),
            [],
            date(2026, 3, 20),
        ),  # shortened on the 20th: late from the 21st
        (StageDates(30, not_before=date(2026, 3, 20)), [], date(2026, 3, 31)),  # still longer than that
        (StageDates(3, not_before=date(2026, 3, 4)), [SICK], date(2026, 3, 7)),  # the 4th rests, and so do 5 and 6
    ],
)
def test_pauses_and_shortened_stages(stage: StageDates, spans: list[tuple[date, date]], ends_on: date) -> None:
    assert planned_end(DAY, stage, every_day().without(spans)) == ends_on


def test_nothing_is_late_while_it_rests_and_what_follows_moves_along() -> None:
    resting = every_day().without([(date(2026, 3, 10), date(2026, 3, 30))])
    first, second = schedule([StageDates(10), StageDates(5)], DAY, date(2026, 3, 20), days=resting)
    assert (first.state, first.day, first.late_by, first.ends_on) == ("now", 8, 0, date(2026, 4, 1))
    assert (second.starts_on, second.ends_on) == (date(2026, 4, 2), date(2026, 4, 6))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"last": None}, []),
        ({"first": date(2026, 3, 1)}, ["pause_before_start"]),
        ({"last": date(2026, 3, 3)}, ["pause_backwards"]),
        ({"last": date(2027, 3, 4)}, ["pause_too_long"]),
        ({"first": date(2028, 2, 29), "last": None}, ["pause_too_far"]),  # a slip in the year
        ({"kind": "party"}, ["pause_kind"]),
        ({"reason": "流感"}, []),
        ({"reason": " ."}, ["change_reason_short"]),
        ({"has_ended": True}, ["programme_over"]),
        ({"others": [(date(2026, 3, 1), date(2026, 3, 4))]}, ["pause_overlaps"]),
        ({"others": [(date(2026, 4, 1), None)]}, []),
        ({"others": [(date(2026, 3, 3), None)]}, ["pause_overlaps"]),
        ({"last": None, "others": [(date(2026, 4, 1), date(2026, 4, 2))]}, ["pause_overlaps"]),
    ],
)
def test_what_stands_against_a_pause(change: dict, codes: list[str]) -> None:
    usual = {
        "first": date(2026, 3, 4), "last": date(2026, 3, 6), "kind": "sick", "reason": "Broken arm", "starts_on": DAY,
        "has_ended": False, "others": [], "today": DAY,
    }  # fmt: skip
    assert [fault.code for fault in pause_faults(**{**usual, **change})] == codes


@pytest.mark.parametrize(
    ("to_day", "reason", "ended", "running", "codes"),
    [
        (DAY + timedelta(days=14), "Flood", 0, 5, []),
        (DAY - timedelta(days=3), "Earlier", 1, 5, []),
        (DAY, "Flood", 0, 5, ["move_same_day"]),
        (DAY + timedelta(days=400), "Flood", 0, 5, ["move_too_far"]),
        (DAY + timedelta(days=14), "", 3, 0, ["change_reason_short", "programme_over"]),
        (DAY + timedelta(days=14), "Nobody yet", 0, 0, []),
        (date(2028, 2, 29), "Leap", 0, 1, ["move_too_far"]),
    ],
)
def test_what_stands_against_moving_an_intake(to_day: date, reason: str, ended: int, running: int, codes: list) -> None:
    found = move_faults(from_day=DAY, to_day=to_day, reason=reason, ended=ended, running=running)
    assert [fault.code for fault in found] == codes


@pytest.mark.parametrize(
    ("base", "start", "look_back", "found"),
    [
        (date(2026, 1, 5), date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 1, 5), date(2026, 3, 2), 30, date(2026, 1, 31)),
        (date(2026, 1, 5), date(2026, 3, 2), 365, date(2026, 1, 5)),  # no longer ago than it began
        (date(2028, 1, 5), date(2028, 3, 1), 1, date(2028, 2, 29)),
    ],
)
def test_from_when_results_count_after_a_transfer(base: date, start: date, look_back: int, found: date) -> None:
    assert counts_from(base, start, look_back) == found


def test_what_a_version_changes_for_somebody() -> None:
    a, b, c, d = (Thing("course", ref) for ref in "abcd")
    before = [("learn", [a]), ("shadow", [b, c])]
    after = [("learn", [a, d]), ("bench", [d]), ("shadow", [c, a])]
    found = version_change(before, after, passed=["learn"])
    assert (found.kept_stages, found.new_stages, found.gone_stages) == (("learn", "shadow"), ("bench",), ())
    assert (found.new_things, found.gone_things) == (
        (d,),
        (b,),
    )  # a was done; what is new in a passed stage is not asked
    assert version_change(before, before, passed=[]).new_things == ()


@pytest.mark.parametrize(
    ("standing", "who"),
    [
        (Standing(0, 9, ["learner"], []), []),
        (Standing(0, 2, ["learner"], []), ["learner"]),
        (Standing(0, 2, [], []), []),  # nothing is missing
        (Standing(1, 0, ["learner", "mentor"], []), ["learner", "mentor"]),
        (Standing(4, 0, ["learner"], []), ["learner", "supervisor"]),  # escalated after three
        (Standing(7, 0, ["learner"], []), ["learner", "manager", "supervisor"]),
        (Standing(0, 9, ["mentor"], ["waits_for_mentor"]), ["mentor"]),
        (Standing(0, 9, ["supervisor"], ["attempts_used_up"]), ["supervisor"]),
        (Standing(0, 9, ["learner"], ["no_technical_mentor"]), ["manager"]),  # no eligible mentor in the city
        (Standing(7, 0, ["learner"], ["decision_due"], is_paused=True), []),
        (Standing(0, 9, ["time"], []), []),
    ],
)
def test_who_is_reminded(standing: Standing, who: list[str]) -> None:
    assert sorted(reminded(standing, 3)) == who


@pytest.mark.parametrize(
    ("busy", "had", "found"),
    [(False, False, "enrol"), (True, False, "taken"), (True, True, "taken"), (False, True, "had_it")],
)
def test_whom_a_rule_enrols(busy: bool, had: bool, found: str) -> None:
    assert verdict(Newcomer(1, DAY, busy, had)) == found


def test_whom_a_rule_means_and_which_intake_they_join() -> None:
    assert earliest_hire(date(2020, 1, 1), DAY) == DAY - timedelta(days=120)
    assert earliest_hire(DAY, DAY) == DAY
    intakes = [
        Intake(1, DAY - timedelta(days=1)),
        Intake(2, DAY + timedelta(days=9)),
        Intake(3, DAY + timedelta(days=3)),
    ]
    assert intake_to_join(intakes, DAY, 14) == intakes[2]
    assert intake_to_join(intakes, DAY, 2) is None


@pytest.mark.parametrize(
    ("policy", "verdict_", "extended", "found"),
    [
        (Policy(), "fail", 0, ("extend", "other_post")),
        (Policy(most_extensions=1), "fail", 1, ("other_post",)),
        (Policy(may_repeat=True, may_end=True), "fail", 0, ("extend", "repeat", "other_post", "end")),
        (Policy(may_propose=False), "fail", 0, ("extend",)),
        (Policy(on_duty="signature"), "pass", 0, ("on_duty",)),
        (Policy(), "pass", 0, ()),
    ],
)
def test_what_the_programme_lets_be_decided(
    policy: Policy, verdict_: str, extended: int, found: tuple[str, ...]
) -> None:
    assert possible_decisions(
        has_ended=False, verdict=verdict_, is_blocked=False, late_by=0, policy=policy, extended=extended
    ) == found  # fmt: skip


def test_why_a_stage_is_not_extended_once_more() -> None:
    asked = {"days": 5, "reason": "needs practice", "is_own_case": False, "used_up": 2}
    (said,) = decision_faults("repeat", possible=["other_post"], **asked)
    assert said == Refusal("extensions_used_up", {"count": 2})
    (said,) = decision_faults("extend", possible=[], **asked)
    assert said.code == "nothing_to_decide"


def test_only_the_signer_signs() -> None:
    found = decision_faults(
        "extend", possible=["extend"], days=5, reason="needs practice", is_own_case=False, may_sign=False
    )
    assert [fault.code for fault in found] == ["decision_for_another"]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (None, []),
        ({}, []),
        (Policy().as_dict(), []),
        ([], ["policy"]),
        ({"moons": 1}, ["moons"]),
        ({"days": "lunar", "on_duty": "never", "signers": []}, ["days", "on_duty", "signers"]),
        (
            {"look_back_days": -1, "escalate_after": 2.5, "may_end": "yes"},
            ["escalate_after", "look_back_days", "may_end"],
        ),
    ],
)
def test_what_is_wrong_with_a_policy(data: object, fields: list[str]) -> None:
    assert sorted(field for field, _code in policy_faults(data)) == fields


def test_what_a_move_put_in_front_of_the_stage_under_way() -> None:
    at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    passed = {"a": at - timedelta(days=9), "b": at - timedelta(days=2), "c": None, "new": None}
    assert put_in_front(["a", "new", "b", "c"], passed, [("c", at)]) == {"new": at}
    at_once = {**passed, "new": at}  # what was asked for had been done before
    assert put_in_front(["a", "new", "b", "c"], at_once, [("c", at)]) == {"new": at}
    assert put_in_front(["a", "b", "c", "new"], passed, [("c", at)]) == {}
    assert put_in_front(["a", "b", "new"], passed, [("gone", at)]) == {"new": at}  # what was under way is no more
    later = at + timedelta(days=5)
    twice = put_in_front(
        ["a", "new", "newer", "b", "c"], {**passed, "new": at + timedelta(days=1)}, [("c", at), ("c", later)]
    )
    assert twice == {"new": at, "newer": later}
