"""What an attempt comes to when one of its items is marked anew after the exam."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assessments.rules.essay_marks import as_told
from assessments.rules.marking import passes
from lms.core.rules import Refusal

FULL, KEY, VERSION, DROP = "full", "key", "version", "drop"
WAYS = (FULL, KEY, VERSION, DROP)


@dataclass(frozen=True)
class Standing:
    """One item of an attempt, and the attempt. A score is None while an essay waits."""

    item: float | None
    item_points: float
    score: float | None
    points: float
    passed: bool | None

    @property
    def percent(self) -> float | None:
        """Score in per cent of the points, one decimal."""
        return None if self.score is None or self.points <= 0 else round(100 * self.score / self.points, 1)

    def as_json(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "item": self.item, "item_points": self.item_points, "score": self.score, "points": self.points,
            "percent": self.percent, "passed": self.passed,
        }  # fmt: skip


def after(before: Standing, way: str, share: float | None, pass_mark: float) -> Standing:
    """The attempt after a regrade: all points for the item, its `share` by the new key or the corrected version, or the item left out.

    A pass that was told is never taken back: the mistake was the organisation's. An attempt of which every item is left
    out keeps its result.
    """
    if way == DROP:
        item: float | None = 0.0
        item_points = 0.0
    else:
        item_points = before.item_points
        item = before.item_points if way == FULL else (None if share is None else round(share * item_points, 6))
    points = round(before.points - before.item_points + item_points, 4)
    if points <= 0:
        return before
    if before.score is None or item is None:
        return Standing(item, item_points, None if before.score is None else before.score, points, before.passed)
    score = round(before.score - (before.item or 0.0) + item, 4)
    return Standing(item, item_points, score, points, bool(before.passed) or passes(score, points, pass_mark))


def regrade_refusals(
    way: str, correct: Collection[int], options: int, kind: str, is_corrected: bool = False
) -> tuple[Refusal, ...]:
    """Why an item cannot be marked anew in this way. `is_corrected`: is there a later version that asks for the same?"""
    if way not in WAYS:
        return (Refusal("choose_a_way"),)
    if way == VERSION and not is_corrected:
        return (Refusal("no_corrected_version"),)
    if way == KEY:
        if kind not in ("single", "multiple", "true_false"):
            return (Refusal("no_key_to_change"),)
        if not correct or not all(0 <= index < options for index in correct):
            return (Refusal("choose_the_key"),)
        if kind != "multiple" and len(set(correct)) != 1:
            return (Refusal("one_key_for_this_kind"),)
    return ()


def appeal_refusals(
    *, marked: bool, days_since_result: int, appeal_days: int, appealed_before: bool, reason: str
) -> tuple[Refusal, ...]:
    """Why a candidate may not appeal (any more)."""
    if not marked:
        return (Refusal("not_marked_yet"),)
    if appealed_before:
        return (Refusal("appealed_before"),)
    if days_since_result >= appeal_days:
        return (Refusal("appeal_too_late", {"days": appeal_days}),)
    return () if reason.strip() else (Refusal("appeal_needs_reason"),)


def deciding_refusals(
    *, decider_id: int, candidate_id: int, marked_by: Collection[int], decided: bool, words: str
) -> tuple[Refusal, ...]:
    """Why this person may not decide an appeal: it has to be somebody else than those who sat and those who marked."""
    if decided:
        return (Refusal("appeal_decided"),)
    if decider_id == candidate_id or decider_id in marked_by:
        return (Refusal("appeal_by_somebody_else"),)
    return () if words.strip() else (Refusal("appeal_needs_answer"),)


def upheld_refusals(points: float | None, *, now: float, most: float) -> tuple[Refusal, ...]:
    """Why these points do not uphold an appeal: it gives more than before, or the mark stays."""
    if points is None or not 0 <= points <= most:
        return (Refusal("points_outside_item", {"most": as_told(most)}),)
    return () if points > now else (Refusal("upheld_gives_more", {"now": as_told(round(now, 2))}),)
