"""When a performance of a practical task may be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments.rules.practicals import (
    Judgement,
    Mode,
    Standing,
    Step,
    against_second,
    counted,
    counted_by_mode,
    faults,
    is_complete,
    next_mode,
    open_modes,
    standing,
    task_faults,
    whole_results,
)
from assessments.rules.taken_back import Given, Second, taken_back_since

STEPS = (Step("safe", must=True), Step("neat", must=False))
REQUIRED = {"observe": 1, "assist": 1, "independent": 2}
TODAY = date(2026, 3, 2)
GOOD = Judgement(
    mode="independent", passed=True, results={"safe": "met", "neat": "met"}, comment="", work_order="WO-1", photos=0,
    performed_on=TODAY,
)  # fmt: skip
READY = {"observe": 1, "assist": 1}


def codes(judgement: Judgement, done: dict[str, int] | None = None) -> list[tuple[str, str | None]]:
    found = faults(
        judgement, STEPS, required=REQUIRED, done=READY if done is None else done, today=TODAY,
        earliest=date(2026, 1, 5),
    )  # fmt: skip
    return [(fault.code, fault.step) for fault in found]


@pytest.mark.parametrize(
    ("done", "open_now", "due"),
    [
        ({}, ["observe"], "observe"),
        ({"observe": 1}, ["observe", "assist"], "assist"),
        ({"observe": 1, "assist": 1}, ["observe", "assist", "independent"], "independent"),
        ({"observe": 0, "independent": 5}, ["observe"], "observe"),
        ({"observe": 3, "assist": 2, "independent": 2}, ["observe", "assist", "independent"], None),
    ],
)
def test_each_mode_opens_when_those_before_it_are_fulfilled(
    done: dict[str, int], open_now: list[str], due: str | None
) -> None:
    assert list(open_modes(REQUIRED, done)) == open_now
    assert next_mode(REQUIRED, done) == due
    assert is_complete(REQUIRED, done) is (due is None)


def test_a_mode_that_is_not_asked_for_is_left_out() -> None:
    assert open_modes({"assist": 1, "independent": 1}, {"assist": 1}) == (Mode.ASSIST, Mode.INDEPENDENT)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"mode": "dance"}, [("mode_unknown", None)]),
        ({"performed_on": date(2026, 3, 3)}, [("performed_in_future", None)]),
        ({"performed_on": date(2026, 1, 4)}, [("performed_too_early", None)]),
        ({"performed_on": date(2026, 1, 5)}, []),
        ({"results": {"safe": "met"}}, [("step_unjudged", "neat")]),
        ({"results": {"safe": "perhaps", "neat": "met"}}, [("step_unjudged", "safe")]),
        ({"results": {"safe": "met", "neat": "met", "more": "met"}}, [("step_unknown", "more")]),
        ({"results": {"safe": "not_met", "neat": "met"}}, [("must_not_met", "safe"), ("comment_for_not_met", None)]),
        ({"results": {"safe": "not_seen", "neat": "met"}}, [("must_not_seen", "safe")]),
        ({"results": {"safe": "not_seen", "neat": "met"}, "mode": "assist"}, []),
        ({"results": {"safe": "met", "neat": "not_met"}}, [("comment_for_not_met", None)]),
        ({"results": {"safe": "met", "neat": "not_met"}, "comment": "Tidy up."}, []),
        ({"results": {"safe": "met", "neat": "not_seen"}}, []),
        ({"passed": False}, [("comment_for_return", None)]),
        ({"passed": False, "comment": " \n"}, [("comment_for_return", None)]),
        ({"passed": False, "comment": "Stopped.", "results": {"safe": "not_met"}}, []),
        ({"passed": False, "comment": "Stopped.", "results": {"safe": "well"}}, [("step_unjudged", "safe")]),
        ({"passed": False, "comment": "Lock it first.", "results": {"safe": "not_met", "neat": "not_seen"}}, []),
        ({"work_order": " "}, [("evidence_missing", None)]),
        ({"work_order": "", "photos": 1}, []),
        ({"work_order": "", "comment": "Flawless."}, []),
        ({"work_order": "", "mode": "observe"}, []),
    ],
)
def test_judgements(change: dict[str, object], found: list[tuple[str, str | None]]) -> None:
    assert codes(replace(GOOD, **change)) == found  # type: ignore[arg-type]


def test_independent_work_waits_for_assisted_work_even_to_be_returned() -> None:
    assert codes(GOOD, {"observe": 1}) == [("mode_closed", None)]
    assert codes(replace(GOOD, passed=False, comment="No."), {"observe": 1}) == [("mode_closed", None)]


def test_every_reason_comes_at_once() -> None:
    bad = replace(
        GOOD, passed=True, results={"safe": "not_met"}, performed_on=date(2027, 1, 1), work_order=""
    )  # fmt: skip
    assert [code for code, _ in codes(bad, {})] == [
        "mode_closed", "performed_in_future", "must_not_met", "step_unjudged", "comment_for_not_met",
        "evidence_missing",
    ]  # fmt: skip


def test_what_was_not_judged_was_not_seen() -> None:
    stopped = replace(GOOD, passed=False, comment="Stopped.", results={"safe": "not_met"})
    assert whole_results(stopped, STEPS) == {"safe": "not_met", "neat": "not_seen"}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("o1 a2 i3 i4", ""),
        ("o1 a2 i3 i4-9", "i4-9"),
        ("o1 a2 i3-9 i4-8", "i3-9 i4-8"),
        ("o1 a2 i3 i4-9 i4", ""),  # one more than needed
        ("o1-9 o1-9 a2 i3 i4", "o1-9 o1-9"),
        ("o1-3 o1 a2 i3 i4", ""),  # taken back before anybody relied on it
        ("o1 a2 i3 i4-9 i8", "i4-9"),  # signed anew, but later
        ("o1 a2 i3 i4+4", ""),
        ("o1 a2 i3 i4+", ""),  # never counted, so nothing was taken back
        ("o1 a2 i3 i4+4-9", "i4+4-9"),  # the second signature was withdrawn
        ("o1 a2 i3 i4+4-9+9", ""),  # and given by somebody else
        ("o1 a2 i3 i4+8-9", ""),  # it came after the moment
        ("o1 a2 i3+3-9 i4+4-9 i4", "i3+3-9 i4+4-9"),
    ],
)
def test_what_was_taken_back_after_somebody_relied_on_it(given: str, found: str) -> None:
    """A word is a mode, the day of the sign-off, and the day on which it was taken back; each + asks for a second
    signature, of that day and withdrawn on the other. On day 5 somebody relied on it."""

    def moment(day: str) -> datetime | None:
        return datetime(2026, 3, int(day), tzinfo=UTC) if day else None

    def one(word: str) -> Given:
        mode = {"o": "observe", "a": "assist", "i": "independent"}[word[0]]
        own, *others = word[1:].split("+")
        at, _dash, back = own.partition("-")
        days = [other.split("-") for other in others if other]
        seconds = tuple(Second(moment(day[0]), True, moment(day[1]) if day[1:] else None) for day in days)  # type: ignore[arg-type]
        return Given(mode, moment(at), moment(back), 7, bool(others), seconds)  # type: ignore[arg-type]

    relied = datetime(2026, 3, 5, tzinfo=UTC)
    back = taken_back_since(REQUIRED, {}, [one(word) for word in given.split()], relied)
    assert list(back) == [one(word) for word in found.split()]


def test_work_seen_by_one_person_alone_is_undone_where_two_are_asked_for() -> None:
    def day(number: int) -> datetime:
        return datetime(2026, 3, number, tzinfo=UTC)

    first, other = Given("observe", day(1), None, 7), Given("observe", day(2), day(9), 8)
    for extra, lost in (((), (other,)), ((Given("observe", day(3), None, 7),), (other,)), ((Given("observe", day(3), None, 9),), ())):  # fmt: skip
        found = taken_back_since({"observe": 2}, {"observe": 2}, [first, other, *extra], day(5))
        assert found == lost, extra


@pytest.mark.parametrize(
    ("signers", "needed", "people", "counts"),
    [
        ([], 2, 2, 0),
        ([7], 2, 2, 1),
        ([7, 7], 2, 2, 1),  # a place is kept free for somebody else
        ([7, 7, 7], 3, 2, 2),
        ([7, 8], 2, 2, 2),
        ([7, 7, 8], 2, 2, 3),
        ([7, 7], 2, 1, 2),
        ([7, 7, 7], 3, 3, 1),
        ([7, 8, 7], 3, 3, 2),
    ],
)
def test_needed_observations_by_different_people(signers: list[int], needed: int, people: int, counts: int) -> None:
    assert counted(signers, needed, people) == counts
    given = counted_by_mode({"independent": signers}, {"independent": needed}, {"independent": people})
    assert given == ({"independent": counts} if counts else {})
    assert is_complete({"independent": needed}, given) is (len(signers) >= needed and len(set(signers)) >= people)


@pytest.mark.parametrize(
    ("passed", "withdrawn", "asks", "seconds", "state"),
    [
        (True, False, False, [], Standing.COUNTS),
        (True, False, True, [], Standing.WAITS),
        (True, False, True, [True], Standing.COUNTS),
        (True, False, True, [False], Standing.REFUSED),
        (True, False, True, [True, False], Standing.REFUSED),
        (True, True, True, [True], Standing.WITHDRAWN),
        (False, False, True, [], Standing.RETURNED),
    ],
)
def test_what_a_sign_off_counts_for(
    passed: bool, withdrawn: bool, asks: bool, seconds: list[bool], state: Standing
) -> None:
    assert standing(passed=passed, withdrawn=withdrawn, asks_second=asks, seconds=seconds) == state


@pytest.mark.parametrize(
    ("state", "second", "agreed", "comment", "found"),
    [
        (Standing.WAITS, 3, True, "", ()),
        (Standing.WAITS, 3, False, " ", ("comment_for_refusal",)),
        (Standing.WAITS, 2, True, "", ("second_is_first",)),
        (Standing.WAITS, 1, True, "", ("signs_for_self",)),
        (Standing.COUNTS, 3, True, "", ("second_counts",)),
        (Standing.WITHDRAWN, 2, False, "", ("second_is_first", "second_withdrawn", "comment_for_refusal")),
    ],
)
def test_who_signs_second(state: Standing, second: int, agreed: bool, comment: str, found: tuple[str, ...]) -> None:
    assert against_second(state, signer=2, learner=1, second=second, agreed=agreed, comment=comment) == found


@pytest.mark.parametrize(
    ("required", "people", "countersign", "found"),
    [
        ({"observe": 1, "independent": 2}, {"independent": 2}, ["independent"], ()),
        ({"independent": 1}, {"independent": 2}, [], ("task_people",)),
        ({"independent": 1}, {"observe": 1}, ["assist"], ("task_people", "task_countersign")),
        ({"watch": 1}, {}, [], ("task_required",)),
        ({"observe": 0}, {}, [], ("task_required",)),
        ({"observe": 21}, {}, [], ("task_required",)),
    ],
)
def test_the_terms_of_a_task_can_be_fulfilled(
    required: dict[str, int], people: dict[str, int], countersign: list[str], found: tuple[str, ...]
) -> None:
    assert task_faults(STEPS, required, people, countersign) == found


def test_a_note_on_the_step_stands_for_the_comment_and_is_evidence() -> None:
    noted = replace(
        GOOD, results={"safe": "met", "neat": "not_met"}, work_order="", notes={"neat": "Swept, not wiped."}
    )
    assert codes(noted) == []
    assert codes(replace(noted, notes={})) == [("comment_for_not_met", None), ("evidence_missing", None)]
    assert codes(replace(noted, notes={"neat": "x" * 501, "gone": "y"})) == [
        ("step_unknown", "gone"),
        ("note_too_long", "neat"),
    ]
