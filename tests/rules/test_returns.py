"""The return of a training: published cases to the digit, refusals with their place, limits, and what is never counted."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from lms.evaluation.returns_told import as_json
from lms.evaluation.rules.returns.case import CATEGORIES, Case
from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.places import find_places
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.reading import read_case
from lms.evaluation.rules.returns.results import ImpossiblePair, check_identity, compute
from lms.evaluation.rules.returns.sensitivity import break_even, share_needed
from lms.evaluation.rules.returns.simulation import uniforms
from lms.evaluation.rules.returns.table import CaseFaults

ZEROES = "\n".join(f"{category} = 0" for category in CATEGORIES if category not in ("development", "trainers"))
DRAWN = "development = 0\ntrainers = { amount = 10000, low = 5000, high = 16000 }"
MONEY = 'money = { value = 100, method = "standard_value", source = "controlling" }'


def case_of(benefit: str, costs: str = "development = 0\ntrainers = 10000", head: str = "", tail: str = "") -> Case:
    return read(f'title = "Case"\n{head}\n{benefit}\n[costs]\nsource = "ledger"\n{costs}\n{ZEROES}\n{tail}')


def read(text: str) -> Case:
    return read_case(tomllib.loads(text, parse_float=Decimal), find_places(text))[0]


def benefit(code: str = "one", **values: Any) -> str:
    told = {"people": 10, "isolation": "comparison", "source": "records", **values}
    lines = [f"{key} = {value if not isinstance(value, str) else repr(value)}" for key, value in told.items() if value is not None]  # fmt: skip
    return "\n".join(["[[benefit]]", f'code = "{code}"', *lines, MONEY])


def test_published_return() -> None:
    line = compute(
        read(
            'title = "Show me the money"\n[[benefit]]\ncode = "all"\namount = 750000\nisolation = "comparison"\n[costs]\ntotal = 425000'
        )
    ).central
    assert (line.bcr, line.roi_percent, line.payback_months) == (
        pytest.approx(Decimal("1.7647058823529411"), abs=Decimal("1e-15")),
        pytest.approx(Decimal("76.47058823529412"), abs=Decimal("1e-13")),
        Decimal("6.8"),
    )


def test_published_mobile_learning() -> None:
    """3,800 a person and month × 12 × 25 × margin 20 %; 56,000 of development spread over 110 users, 25 of them here."""
    text = benefit(effect=3800, people=25).replace("value = 100", "value = 0.20")
    returns = compute(case_of(text, "development = { amount = 56000, over = 110, used = 25 }\ntrainers = 0"))
    assert returns.central.benefits == 228_000
    assert returns.central.costs == pytest.approx(Decimal("12727.27272727"), abs=Decimal("1e-8"))
    assert round(Decimal(56000) / 110) * 25 == 12_725  # as printed: they rounded before they multiplied, we do not


def test_published_estimate() -> None:
    """3,800,000 × 70 % × 65 % × 30 % margin."""
    text = benefit(people=1, unit_months=1).replace("value = 100", "value = 0.30").replace('"standard_value"', '"linked_measure"')  # fmt: skip
    text += '\n[[benefit.estimate]]\nwho = "Managers"\nimprovement = 3800000\ncontribution = 70\nconfidence = 65'
    assert compute(case_of(text)).central.benefits == 518_700


@pytest.mark.parametrize(
    ("bcr", "roi", "is_possible"),
    [("3", "200", True), ("3", "300", False), ("1", "0", True), ("0.5", "-50", True), ("1.5", "150", False)],
)
def test_ratio_and_roi_say_the_same(bcr: str, roi: str, is_possible: bool) -> None:
    if is_possible:
        check_identity(Decimal(bcr), Decimal(roi))
    else:
        with pytest.raises(ImpossiblePair):
            check_identity(Decimal(bcr), Decimal(roi))
    reported = f"[reported]\nbcr = {bcr}\nroi_percent = {roi}"
    found = faults(case=lambda: case_of(benefit(effect=1), tail=reported))
    # what is printed is rounded: 3 may be anything from 2.5 to 3.5, so only what no rounding explains is refused
    assert ("impossible_pair" in found) == (abs(Decimal(roi) - 100 * (Decimal(bcr) - 1)) > 50.5)


def faults(case: Any) -> dict[str, tuple[str, int | None]]:
    try:
        case()
    except CaseFaults as wrong:
        return {fault.code: (fault.place, fault.line) for fault in wrong.faults}
    return {}


@pytest.mark.parametrize(
    ("change", "code", "place", "line"),
    [
        (("effect = 5", ""), "one_way", "benefit[1]", 3),
        (("effect = 5", "effect = 5\namount = 3"), "one_way", "benefit[1].effect", 8),
        (("effect = 5", "effect = 'many'"), "no_number", "benefit[1].effect", 8),
        (("effect = 5", "effect = nan"), "no_number", "benefit[1].effect", 8),
        (("effect = 5", "effect = true"), "no_number", "benefit[1].effect", 8),
        (("effect = 5", "effect = 5\nlow = 6\nhigh = 9"), "limits", "benefit[1].low", 9),
        (("effect = 5", "effect = 5\nlow = 4"), "one_limit", "benefit[1].high", 3),
        (("effect = 5", "effect = 5\nunit = 'points'"), "points_unsaid", "benefit[1].per_unit_month", 3),
        (("title = \"Case\"", "title = \"Case\"\ncurrency = 'yuan'"), "no_currency", "currency", 2),
        (("title = \"Case\"", "title = \"Case\"\ncurrency = '人民币'"), "no_currency", "currency", 2),
        (("effect = 5", "effekt = 5"), "unknown_key", "benefit[1].effekt", 8),
        (("isolation = 'comparison'", ""), "missing", "benefit[1].isolation", 3),
        (("isolation = 'comparison'", "isolation = 'hope'"), "unknown_word", "benefit[1].isolation", 6),
        (("value = 100", "value = -1"), "too_small", "benefit[1].money.value", 9),
        (("value = 100", "value = 1e16"), "too_big", "benefit[1].money.value", 9),
        (("value = 100", "value = 1e9999999"), "too_big", "benefit[1].money.value", 9),
        (("value = 100", "value = 1e-9999999"), "no_number", "benefit[1].money.value", 9),
        (('"standard_value"', '"internal_expert"'), "missing", "benefit[1].money.confidence", 9),
        (("travel = 0\n", ""), "cost_unanswered", "costs.travel", 10),
        (("travel = 0", "travel = { amount = 5, over = 2, used = 1 }"), "not_spreadable", "costs.travel.over", 18),
        (("development = 0", "development = { amount = 5, over = 2, used = 3 }"), "used_up", "costs.development.used", 12),
        (("trainers = 10000", "trainers = []"), "cost_unanswered", "costs.trainers", 13),
        (("trainers = 10000", "trainers = [\n  { amount = 1 },\n  { amount = 'x' },\n]"), "no_number", "costs.trainers[2].amount", 15),
        (('source = "ledger"', 'source = "ledger"\n[[costs]]'), "", "", None),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_place(change: tuple[str, str], code: str, place: str, line: int | None) -> None:
    text = f'title = "Case"\n\n{benefit(effect=5)}\n[costs]\nsource = "ledger"\ndevelopment = 0\ntrainers = 10000\n{ZEROES}\n'
    assert change[0] in text
    if not code:
        with pytest.raises(tomllib.TOMLDecodeError):
            read(text.replace(*change))
        return
    assert faults(lambda: read(text.replace(*change)))[code] == (place, line)


def test_lines_of_every_key() -> None:
    """Strings of several lines, arrays, inline tables, comments with brackets and quoted keys."""
    text = 'a = """\n[x]\nb = 1"""\n# [c]\n[t."q.r"]\nd = [ # }\n  1,\n  {e = "]", f = \'#\'},\n]\n[[l]]\n[[l]]\ng.h = 3\n[l.m]\nn = 2026-01-01\n'
    assert tomllib.loads(text)
    places = find_places(text)
    wanted = {("a",): 1, ("t", "q.r"): 5, ("t", "q.r", "d"): 6, ("t", "q.r", "d", 0): 7, ("t", "q.r", "d", 1, "f"): 8, ("l", 0): 10, ("l", 1): 11, ("l", 1, "g", "h"): 12, ("l", 1, "m", "n"): 14}  # fmt: skip
    assert {path: places.line(path) for path in wanted} == wanted


def test_interval_of_an_effect_goes_through_in_closed_form() -> None:
    returns = compute(case_of(benefit(effect=2, se=0.5, df=20)))
    per = 10 * 12 * 100  # people, months, money
    half = Decimal("2.0859634472658364") / 2  # t(0.975; 20) × 0.5
    assert returns.method == "closed"
    assert returns.central.benefits == 2 * per
    assert returns.conservative.benefits == pytest.approx((2 - half) * per, abs=Decimal("1e-6"))
    assert returns.limits is not None
    assert returns.limits["roi_percent"].low == returns.conservative.roi_percent
    # The effect at which 10,000 are earned is 0.8333; t = (2 − 0.8333) / 0.5 = 2.3333 on 20 degrees: P = 0.984908
    assert returns.probability == pytest.approx(0.98490878, abs=1e-6)
    assert returns.verdict == "pays"
    assert break_even(returns)[0].needed == pytest.approx(Decimal("0.8333333333"), abs=Decimal("1e-9"))
    assert share_needed(returns) == pytest.approx(Decimal("0.4166666667"), abs=Decimal("1e-9"))


@pytest.mark.parametrize(
    ("low", "high", "target", "verdict"),
    [
        (1, 3, 0, "pays"),
        (-1, 5, 0, "not shown"),
        ("0.1", 4, 0, "cannot tell"),
        (1, 3, 500, "does not pay"),
        ("0.1", "0.7", 0, "does not pay"),
        (-3, -1, 0, "does not pay"),
    ],
)
def test_verdict(low: Any, high: Any, target: int, verdict: str) -> None:
    value = (Decimal(low) + Decimal(high)) / 2
    text = benefit(effect=value, low=Decimal(low), high=Decimal(high))
    returns = compute(case_of(text, head=f"target_roi_percent = {target}"))
    assert returns.verdict == verdict
    assert (returns.not_shown == ("one",)) == (verdict == "not shown")


def test_a_figure_that_is_better_lower_is_turned() -> None:
    down = compute(case_of(benefit(effect=-4, low=-7, high=-1, direction="down")))
    up = compute(case_of(benefit(effect=4, low=1, high=7)))
    assert (down.conservative, down.central, down.optimistic) == (up.conservative, up.central, up.optimistic)


def test_simulation_is_seeded_and_close_to_theory() -> None:
    """The sum of a normal cost and a fixed one, against what is known of it; and the same seed gives the same digits."""
    costs = "development = 0\ntrainers = { amount = 10000, sd = 1000 }"
    case = case_of(benefit(effect=2), costs)
    returns, again = compute(case), compute(case)
    assert returns.limits == again.limits
    assert returns.limits is not None
    assert returns.method == "simulated"
    assert float(returns.limits["costs"].low or 0) == pytest.approx(10_000 - 1959.96, rel=0.01)
    assert float(returns.limits["costs"].high or 0) == pytest.approx(10_000 + 1959.96, rel=0.01)
    other = compute(case_of(benefit(effect=2), costs, head="seed = 8"))
    assert other.limits != returns.limits
    assert next(uniforms(0)) == pytest.approx(
        0xE220A8397B1DCDAF / 2**64, abs=1e-12
    )  # SplitMix64's first output of seed 0


def test_effects_move_together() -> None:
    """Limits of two effects add up: to draw them apart would narrow the interval of their sum."""
    two = compute(case_of(benefit("a", effect=2, low=1, high=3) + "\n" + benefit("b", effect=2, low=1, high=3)))
    assert (two.conservative.benefits, two.optimistic.benefits) == (24_000, 72_000)


def test_triangle_and_t_quantiles() -> None:
    triangle = Input("x", Decimal(3), "triangular", Decimal(0), Decimal(4))
    assert [triangle.at(u) for u in (0.0, 0.75, 1.0)] == pytest.approx([0, 3, 4])
    student = Input("x", Decimal(0), "effect", Decimal("-2.570582"), Decimal("2.570582"), degrees=5)
    assert student.at(0.975) == pytest.approx(2.570582)
    assert student.at(0.9) == pytest.approx(1.475884, abs=1e-4)
    assert Term("x", "", (triangle, student)).amount == 0


def test_one_of_each_overlap_group_is_converted() -> None:
    """First-time fix, repeat visits and errors are the same money; the most conservative stands for all."""
    same = [benefit(code, effect=effect, low=low, high=9, overlap="repeats") for code, effect, low in (("ftf", 4, 2), ("repeat", 5, 1), ("errors", 3, 2))]  # fmt: skip
    returns = compute(case_of("\n".join([*same, benefit("mttr", effect=1)])))
    assert [(one.benefit.code, one.status, one.instead) for one in returns.chosen] == [
        ("ftf", "same_money", "repeat"), ("repeat", "counted", ""), ("errors", "same_money", "repeat"), ("mttr", "counted", ""),
    ]  # fmt: skip
    assert returns.central.benefits == 6 * 12_000


def test_nothing_without_isolation() -> None:
    returns = compute(case_of(benefit(effect=3, isolation="none"), DRAWN))
    assert (returns.verdict, returns.central.benefits) == ("refused", 0)
    told = as_json(returns)
    assert [told[name] for name in ("bcr", "roi_percent", "payback_months", "probability_of_target")] == [None] * 4
    assert all(line["roi_percent"] is None for line in told["lines"].values())
    assert told["tornado"] == []
    assert [check.met for check in check_principles(returns) if check.number == 5] == [False]


def estimates(*values: str) -> str:
    return benefit() + "".join(f"\n[[benefit.estimate]]\n{value}" for value in values)


def test_estimates_are_lowered_and_the_silent_count_as_nothing() -> None:
    """Ten trained, three answered, one of them without a confidence: 10×80 %×50 % + 5×100 %×60 % = 7 over all ten."""
    text = estimates(
        "improvement = 10\ncontribution = 80\nconfidence = 50",
        "improvement = 5\ncontribution = 100\nconfidence = 60",
        "improvement = 100\ncontribution = 100",
    )
    returns = compute(case_of(text))
    assert returns.chosen[0].benefit.effect.value == Decimal("0.7")
    assert returns.central.benefits == Decimal("0.7") * 10 * 12 * 100
    unknown = next(check for check in check_principles(returns) if check.number == 6)
    assert unknown.values == {"known": 2, "people": 10}


def test_extremes_are_left_out_by_rule_and_by_hand() -> None:
    usual = [f"improvement = {value}\ncontribution = 100\nconfidence = 100" for value in (1, 2, 2, 3, 3)]
    text = estimates(*usual, "improvement = 90\ncontribution = 100\nconfidence = 100", "improvement = 2\ncontribution = 100\nconfidence = 100\nexclude = 'no basis given'")  # fmt: skip
    returns = compute(case_of(text))
    one = returns.chosen[0].benefit
    assert sorted(out.excluded for out in one.extremes) == ["extreme", "no basis given"]
    assert one.effect.value == Decimal("1.1")
    few = estimates("improvement = 1\ncontribution = 100\nconfidence = 100", "improvement = 99\ncontribution = 100\nconfidence = 100")  # fmt: skip
    assert compute(case_of(few)).chosen[0].benefit.extremes == ()


@pytest.mark.parametrize(
    ("head", "tail", "months", "is_met"),
    [
        ("", "", 12, True),
        ('solution = "long"', "", 12, True),
        ('solution = "long"', '[override]\nmonths = 24\nreason = "lasts"', 12, True),
        ('solution = "long"', '[override]\nmonths = 24\nreason = "lasts"\napproved_by = "Li"\napproved_on = 2026-03-01', 24, True),
        ("", '[override]\nmonths = 24\nreason = "lasts"\napproved_by = "Li"\napproved_on = 2026-03-01', 24, False),
    ],
)  # fmt: skip
def test_only_the_first_year_unless_somebody_signed(head: str, tail: str, months: int, is_met: bool) -> None:
    returns = compute(case_of(benefit(effect=1, months=36), head=head, tail=tail))
    assert returns.central.benefits == 10 * months * 100
    assert returns.central.payback_months == Decimal(months) * 10_000 / (10 * months * 100)
    assert [check.met for check in check_principles(returns) if check.number == 9] == [is_met]


def test_opinion_on_money_is_lowered_by_its_confidence() -> None:
    text = benefit(effect=1).replace('method = "standard_value"', 'method = "internal_expert", confidence = 70')
    assert compute(case_of(text)).central.benefits == 10 * 12 * 70


def test_intangibles_are_listed_and_never_summed() -> None:
    tail = '[[intangible]]\nname = "Fewer resignations"\nevidence = "interviews"\n'
    with_one = compute(case_of(benefit(effect=1), tail=tail))
    assert with_one.central == compute(case_of(benefit(effect=1))).central
    assert [one.name for one in with_one.case.intangibles] == ["Fewer resignations"]
    assert "unknown_key" in faults(lambda: case_of(benefit(effect=1), tail=tail + "amount = 5\n"))


def test_a_version_kept_before_a_rule_stays_readable() -> None:
    """One such case once took the whole board down."""
    text = f'title = "Case"\ncurrency = "yuan"\n{benefit(effect=5, unit="points")}\n[costs]\ntotal = 100'
    content = tomllib.loads(text, parse_float=Decimal)
    assert set(faults(lambda: read_case(content))) == {"no_currency", "points_unsaid"}
    assert read_case(content, kept=True)[0].currency == "yuan"
