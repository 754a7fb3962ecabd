"""The weighted result, decisions, and the data of programmes, as tables of cases."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lms.onboarding import tracks
from lms.onboarding.rules.decisions import decision_faults, keeps_counting, opens_anew, possible_decisions
from lms.onboarding.rules.programme import faults
from lms.onboarding.rules.result import Result, result

WEIGHTS = {"theory": 40.0, "practical": 40.0, "mentor": 20.0}
MINIMUMS = {"theory": 60.0, "practical": 60.0, "mentor": 60.0}


def weighed(theory: str | None, practical: str | None, mentor: str | None, **more: Any) -> Result:
    given = {"theory": theory, "practical": practical, "mentor": mentor}
    marks = {part: [None if mark is None else Decimal(mark)] for part, mark in given.items()}
    return result(weights=WEIGHTS, minimums=MINIMUMS, pass_mark=80.0, marks=marks, **more)


@pytest.mark.parametrize(
    ("theory", "practical", "mentor", "figure", "verdict"),
    [
        ("80", "80", "80", "80.0", "pass"),  # the pass mark itself
        ("79.9", "80", "80", "80.0", "pass"),  # 79.96 is 80.0
        ("79.8", "80.1", "79.9", "79.9", "fail"),  # 79.94
        ("79.9", "80.0", "79.9", "79.9", "fail"),  # 79.94: just below the half
        ("79.7", "80.2", "79.95", "80.0", "pass"),  # the rating 79.95 is 80.0 first: 79.96
        ("100", "59.9", "100", "84.0", "fail"),  # below its own minimum
        ("100", "60", "100", "84.0", "pass"),  # the minimum itself
        ("90", "85", "70", "84.0", "pass"),
        ("60", "60", "60", "60.0", "fail"),
        ("100", "100", None, None, "not_complete"),
        (None, "0", "0", None, "not_complete"),  # nothing is decided before all is there
    ],
)
def test_the_figure(
    theory: str | None, practical: str | None, mentor: str | None, figure: str | None, verdict: str
) -> None:
    found = weighed(theory, practical, mentor)
    assert (found.figure, found.verdict) == (None if figure is None else Decimal(figure), verdict)


def test_missing_and_failing_parts_are_named() -> None:
    assert weighed("70", None, None).missing == ("practical", "mentor")
    assert weighed("50", "59.9", "90").below == ("theory", "practical")


def test_contributions_add_up_to_the_figure() -> None:
    found = weighed("82.5", "91.3", "76.0")
    assert [part.contribution for part in found.parts] == [Decimal("33"), Decimal("36.52"), Decimal("15.2")]
    assert found.figure == Decimal("84.7")


def test_a_practical_exam_that_its_rubric_fails_fails_the_whole() -> None:
    found = weighed("100", "95", "100", refused={"practical"})
    assert (found.figure, found.verdict, found.below) == (Decimal("98.0"), "fail", ("practical",))


def test_what_carries_no_weight_must_be_met_to_pass_but_not_to_fail() -> None:
    assert weighed("90", "90", "90", all_else_met=False).verdict == "not_complete"
    assert weighed("50", "90", "90", all_else_met=False).verdict == "fail"


def test_a_part_of_two_exams_is_their_mean_and_waits_for_both() -> None:
    def theory(*marks: str | None) -> Decimal | None:
        given = {"theory": [None if m is None else Decimal(m) for m in marks]}
        return result(weights={"theory": 100}, minimums={}, pass_mark=1, marks=given).figure

    assert theory("80", "85.1") == Decimal("82.6")  # 82.55, the half goes up
    assert theory("80", None) is None


@pytest.mark.parametrize(
    ("has_ended", "verdict", "is_blocked", "late_by", "possible"),
    [
        (False, None, False, 0, ()),
        (False, "not_complete", False, 0, ()),
        (False, "fail", False, 0, ("extend", "other_post")),
        (False, None, True, 0, ("extend", "other_post")),
        (False, None, False, 1, ("extend", "other_post")),
        (True, "fail", True, 9, ()),
    ],
)
def test_what_may_be_decided(
    has_ended: bool, verdict: str | None, is_blocked: bool, late_by: int, possible: tuple[str, ...]
) -> None:
    found = possible_decisions(has_ended=has_ended, verdict=verdict, is_blocked=is_blocked, late_by=late_by)
    assert found == possible


BOTH = ("extend", "other_post")


@pytest.mark.parametrize(
    ("kind", "possible", "days", "reason", "is_own_case", "codes"),
    [
        ("extend", BOTH, 14, "needs more practice", False, []),
        ("extend", BOTH, 1, "needs more practice", False, []),
        ("extend", BOTH, 90, "needs more practice", False, []),
        ("extend", BOTH, 91, "needs more practice", False, ["extension_days"]),
        ("extend", BOTH, 0, "needs more practice", False, ["extension_days"]),
        ("extend", BOTH, None, "short", True, ["own_case", "extension_days", "reason_short"]),
        ("other_post", BOTH, None, "needs more practice", False, []),
        ("other_post", (), None, "needs more practice", False, ["nothing_to_decide"]),
        ("promote", BOTH, None, "needs more practice", False, ["nothing_to_decide"]),
        ("other_post", BOTH, None, "需要更多现场实操练习", False, []),  # ten characters
        ("other_post", BOTH, None, "  需要更多实操练习  ", False, ["reason_short"]),
    ],
)
def test_what_stands_against_a_signature(
    kind: str, possible: tuple[str, ...], days: int | None, reason: str, is_own_case: bool, codes: list[str]
) -> None:
    found = decision_faults(kind, possible=possible, days=days, reason=reason, is_own_case=is_own_case)
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(
    ("mark", "minimum", "keeps"),
    [("80", "60", True), ("79.9", "60", False), ("84.9", "85", False), ("85", "85", True), (None, "60", False)],
)
def test_what_keeps_counting_after_an_extension(mark: str | None, minimum: str, keeps: bool) -> None:
    given = None if mark is None else Decimal(mark)
    assert keeps_counting(given, Decimal(minimum), Decimal(80)) is keeps


def test_an_extension_opens_what_did_not_reach_the_bar() -> None:
    found = weighed("85", "70", "80", refused=())
    assert opens_anew(found.parts, found.pass_mark) == ("practical",)
    refused = weighed("85", "95", "70", refused={"practical"})
    assert opens_anew(refused.parts, refused.pass_mark) == ("practical", "mentor")


@pytest.mark.parametrize("code", tracks.TRACKS)
def test_the_tracks_that_come_with_the_house_are_sound(code: str) -> None:
    data = tracks.load(code)
    assert faults(data) == ()
    titles = [data["title"], *(s["title"] for s in data["stages"]), *(s["purpose"] for s in data["stages"])]
    assert all(title["zh"] and title["en"] for title in titles)


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(data: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = data
        for step in way:
            place = place[step]
        place[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("title", None, "template_missing"),
        ("title.zh", " ", "template_title"),
        ("weights.theory", 39.9, "template_weights"),
        ("pass_mark", 101, "template_pass_mark"),
        ("pass_mark", "eighty", "template_numbers"),
        ("minimums.theory", -1, "template_minimums"),
        ("minimums", {"speech": 60}, "template_part_unknown"),
        ("extension_days", -2, "template_extension_days"),
        ("policy", {"days": "moons"}, "template_policy"),
        ("policy", {"most_extensions": 2, "may_propose": False}, "template_no_way_out"),
        ("stages.0.days", 0, "template_stage_days"),
        ("stages.0.contents", [], "template_stage_empty"),
        ("stages.1.code", "pre-job", "template_stage_twice"),
        ("stages.0.contents.0.kind", "song", "template_kind"),
        ("stages.0.contents.0.ref", " ", "template_ref_missing"),
        ("stages.0.contents.1.ref", "company-and-rules", "template_content_twice"),
        ("stages.0.contents.0.minimum", 50, "template_no_minimum"),
        ("stages.0.contents.0.part", "theory", "template_part_place"),
        ("stages.0.contents.0.group", "either", "template_group_unknown"),
        ("stages.0.need", 9, "template_gate_need"),
        ("stages.2.contents.3.minimum", 0, "template_count"),
        ("stages.3.need", 2, "template_last_needs_all"),
        ("stages.3.contents.0.part", None, "template_part_empty"),
    ],
)
def test_unsound_data_are_named(path: str, value: Any, fault: str) -> None:
    data = copy.deepcopy(tracks.load("technician"))
    change(path, value)(data)
    found = faults(data)
    assert fault in [refusal.code for refusal in found]
    stage = path.split(".")[1:2] if path.startswith("stages") else []
    assert not stage or any(
        f.values.get("number") == int(stage[0]) + 1 or f.values.get("stage") == "pre-job" for f in found
    )
