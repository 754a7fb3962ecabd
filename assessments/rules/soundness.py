"""What each kind of item needs to be sound: faults as (field, code, values)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessments.rules.items import ItemDraft, Spot, Words

Found = tuple[str, str, dict[str, Any]]
MOST_OPTIONS = 10
MOST_ANSWERS = 30
MOST_SPOTS = 20
LONGEST_ANSWER = 200
LONGEST_UNIT = 20
LONGEST_CODE = 60
SUM_SLACK = 0.01
"""How far rounded thirds and sevenths may miss the whole when they are added."""


def kind_faults(draft: ItemDraft) -> list[Found]:
    """Everything that is wrong with what the item's kind needs. A kind that is not known is another's fault."""
    check = _CHECKS.get(draft.kind)
    return check(draft) if check else []


def _choice(draft: ItemDraft) -> list[Found]:
    found = [("options", code, values) for code, values in _option_faults(draft)]
    found += [("correct", code, values) for code, values in _key_faults(draft)]
    if draft.option_feedback and len(draft.option_feedback) != len(draft.options):
        found.append(("option_feedback", "one_for_each_option", {"options": len(draft.options)}))
    if draft.fractions:
        found += _fraction_faults(draft)
    return found


def _option_faults(draft: ItemDraft) -> list[tuple[str, dict[str, Any]]]:
    count = len(draft.options)
    if count < 2:
        return [("too_few_options", {})]
    if count > MOST_OPTIONS:
        return [("too_many_options", {"most": MOST_OPTIONS})]
    if draft.kind == "true_false" and count != 2:
        return [("true_false_needs_two", {})]
    return _text_faults(draft.options, "empty_option", "same_option_twice", "option_lacks_language")


def _text_faults(texts: Sequence[Words], empty: str, twice: str, lacking: str) -> list[tuple[str, dict[str, Any]]]:
    """Texts that stand side by side: none empty, none twice, and in a language all or none."""
    if not all(texts):
        return [(empty, {})]
    for language in ("zh", "en"):
        said = [text for text in (getattr(words, language) for words in texts) if text]
        if len(set(said)) < len(said):
            return [(twice, {})]
        if said and len(said) < len(texts):
            return [(lacking, {"language": language})]
    return []


def _key_faults(draft: ItemDraft) -> list[tuple[str, dict[str, Any]]]:
    if not draft.correct:
        return [("missing", {})]
    if len(set(draft.correct)) < len(draft.correct):
        return [("key_twice", {})]
    if any(index < 0 or index >= len(draft.options) for index in draft.correct):
        return [("key_outside", {"options": len(draft.options)})]
    if draft.kind in ("single", "true_false") and len(draft.correct) != 1:
        return [("one_key_only", {})]
    return []


def _fraction_faults(draft: ItemDraft) -> list[Found]:
    """Fractions agree with the key: it earns everything, and nothing else does."""
    shares = draft.fractions
    if len(shares) != len(draft.options):
        return [("fractions", "one_for_each_option", {"options": len(draft.options)})]
    if not all(math.isfinite(share) and -1 <= share <= 1 for share in shares):
        return [("fractions", "fraction_outside", {})]
    whole = sum(share for share in shares if share > 0) if draft.kind == "multiple" else max(shares)
    if abs(whole - 1) > SUM_SLACK:
        return [("fractions", "fractions_not_whole", {"sum": round(100 * whole)})]
    earning = {index for index, share in enumerate(shares) if share > 0}
    best = (
        earning if draft.kind == "multiple" else {index for index, share in enumerate(shares) if share >= 1 - SUM_SLACK}
    )
    return [("fractions", "fractions_against_key", {})] if best != set(draft.correct) else []


def _numeric(draft: ItemDraft) -> list[Found]:
    found = _accepted_faults(draft)
    for number, answer in enumerate(draft.answers, start=1):
        if answer.value is None or not math.isfinite(answer.value):
            found.append(("answers", "answer_not_a_number", {"number": number}))
        if not (math.isfinite(answer.tolerance) and answer.tolerance >= 0):
            found.append(("answers", "tolerance_wrong", {"number": number}))
        if len(answer.unit) > LONGEST_UNIT:
            found.append(("answers", "unit_too_long", {"number": number, "most": LONGEST_UNIT}))
    return found


def _short(draft: ItemDraft) -> list[Found]:
    found = _accepted_faults(draft)
    for number, answer in enumerate(draft.answers, start=1):
        if not answer.text.replace("*", "").strip():
            found.append(("answers", "answer_empty", {"number": number}))
        elif len(answer.text) > LONGEST_ANSWER:
            found.append(("answers", "answer_too_long", {"number": number, "most": LONGEST_ANSWER}))
    return found


def _accepted_faults(draft: ItemDraft) -> list[Found]:
    if not draft.answers:
        return [("answers", "missing", {})]
    if len(draft.answers) > MOST_ANSWERS:
        return [("answers", "too_many_answers", {"most": MOST_ANSWERS})]
    shares = [answer.fraction for answer in draft.answers]
    if not all(math.isfinite(share) and 0 <= share <= 1 for share in shares):
        return [("answers", "answer_fraction_outside", {})]
    return [] if max(shares) >= 1 - SUM_SLACK else [("answers", "no_full_answer", {})]


def _matching(draft: ItemDraft) -> list[Found]:
    if len(draft.pairs) < 2:
        return [("pairs", "too_few_pairs", {})]
    # What is asked differs; two questions may share what belongs to them.
    asked = [left for left, _right in draft.pairs]
    offered = list(dict.fromkeys([right for _left, right in draft.pairs] + list(draft.distractors)))
    if len(draft.pairs) > MOST_OPTIONS or len(offered) > 2 * MOST_OPTIONS:
        return [("pairs", "too_many_pairs", {"most": MOST_OPTIONS})]
    words = ("empty_pair", "same_pair_twice", "pair_lacks_language")
    found: list[Found] = [("pairs", code, values) for code, values in _text_faults(asked, *words)]
    found = found or [("pairs", code, values) for code, values in _text_faults(offered, *words)]
    if not found and len(offered) < 2:
        found.append(("pairs", "nothing_to_choose", {}))
    if {right for _left, right in draft.pairs} & set(draft.distractors):
        found.append(("distractors", "distractor_belongs", {}))
    return found


def _ordering(draft: ItemDraft) -> list[Found]:
    count = len(draft.options)
    if count < 3:
        return [("options", "too_few_to_order", {})]
    if count > MOST_OPTIONS:
        return [("options", "too_many_options", {"most": MOST_OPTIONS})]
    words = ("empty_option", "same_option_twice", "option_lacks_language")
    return [("options", code, values) for code, values in _text_faults(draft.options, *words)]


def _essay(draft: ItemDraft) -> list[Found]:
    return [("rubric", "too_long", {"most": LONGEST_CODE})] if len(draft.rubric) > LONGEST_CODE else []


def _hot_spot(draft: ItemDraft) -> list[Found]:
    if not draft.figure:
        return [("figure", "hot_spot_needs_figure", {})]
    if not any(spot.right for spot in draft.spots) or all(spot.right for spot in draft.spots):
        return [("spots", "spots_right_and_wrong", {})]
    if len(draft.spots) > MOST_SPOTS:
        return [("spots", "too_many_spots", {"most": MOST_SPOTS})]
    return [
        ("spots", code, {"number": number})
        for number, spot in enumerate(draft.spots, start=1)
        if (code := _spot_fault(spot))
    ]


def _spot_fault(spot: Spot) -> str:
    numbers = spot.numbers
    counts = {
        "rectangle": len(numbers) == 4,
        "circle": len(numbers) == 3,
        "polygon": len(numbers) >= 6 and len(numbers) % 2 == 0,
    }
    if not counts.get(spot.shape):
        return "spot_shape_wrong"
    if not all(math.isfinite(number) and 0 <= number <= 1 for number in numbers):
        return "spot_outside"
    if spot.shape == "rectangle" and not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
        return "spot_empty"
    if spot.shape == "circle" and numbers[2] <= 0:
        return "spot_empty"
    return ""


_CHECKS: dict[str, Callable[[ItemDraft], list[Found]]] = {
    "single": _choice,
    "multiple": _choice,
    "true_false": _choice,
    "numeric": _numeric,
    "short": _short,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "hot_spot": _hot_spot,
}
