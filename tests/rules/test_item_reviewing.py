"""Who may review a wording and put it into exams, and where it stands."""

from __future__ import annotations

import pytest

from assessments.rules.reviewing import Standing, ask_refusals, live_refusals, review_refusals, wording_state

AUTHOR, OTHER = 1, 2
DRAFT = Standing(AUTHOR)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (DRAFT, "draft"), (Standing(AUTHOR, False), "returned"), (Standing(AUTHOR, True), "reviewed"),
        (Standing(AUTHOR, True, live=True), "live"), (Standing(None, live=True), "live"), (Standing(AUTHOR, True, live=True, retired=True), "retired"),
    ],
)  # fmt: skip
def test_where_a_wording_stands(standing: Standing, state: str) -> None:
    assert wording_state(standing) == state


@pytest.mark.parametrize(
    ("standing", "person", "review", "live"),
    [
        (DRAFT, OTHER, [], ["not_reviewed"]),
        (DRAFT, AUTHOR, ["own_wording"], ["not_reviewed"]),
        (DRAFT, None, ["own_wording"], ["not_reviewed"]),
        (Standing(AUTHOR, True), OTHER, [], []),
        (Standing(AUTHOR, True), AUTHOR, ["own_wording"], []),
        (Standing(AUTHOR, False), OTHER, [], ["not_reviewed"]),
        (Standing(AUTHOR, True, live=True), OTHER, ["live_already"], ["live_already"]),
        (Standing(AUTHOR, True, newest=False), OTHER, ["newer_wording"], ["newer_wording"]),
        (Standing(AUTHOR, True, retired=True), OTHER, ["item_retired"], ["item_retired"]),
    ],
)  # fmt: skip
def test_nobody_judges_their_own_wording(
    standing: Standing, person: int | None, review: list[str], live: list[str]
) -> None:
    assert [refusal.code for refusal in review_refusals(standing, person, True, "")] == review
    assert [refusal.code for refusal in live_refusals(standing)] == live


def test_whoever_returns_a_wording_says_why() -> None:
    assert [refusal.code for refusal in review_refusals(DRAFT, OTHER, False, "  ")] == ["review_needs_reason"]
    assert review_refusals(DRAFT, OTHER, False, "The unit is missing.") == ()


@pytest.mark.parametrize(
    ("standing", "person", "refused"),
    [
        (DRAFT, OTHER, []),
        (Standing(AUTHOR, False), OTHER, []),
        (DRAFT, AUTHOR, ["own_wording"]),
        (DRAFT, 3, ["no_reviewer"]),
        (Standing(AUTHOR, True), OTHER, ["approved_already"]),
        (Standing(AUTHOR, True, live=True), OTHER, ["live_already"]),
        (Standing(AUTHOR, newest=False), OTHER, ["newer_wording"]),
    ],
)
def test_who_may_be_asked_to_review(standing: Standing, person: int, refused: list[str]) -> None:
    assert [refusal.code for refusal in ask_refusals(standing, person, {OTHER})] == refused
