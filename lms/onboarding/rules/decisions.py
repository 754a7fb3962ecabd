"""What can be decided about somebody who does not pass, by whom, and what an extension leaves standing.

After an extension what was passed keeps counting. In the last stage that means: a part whose mark reaches both its own
minimum and the programme's pass mark stands; a part below either opens anew, and results from before the signing no
longer count for it. Courses, sign-offs and log entries are never taken away. Exams get a new round of attempts.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lms.core.rules import Refusal
from lms.onboarding.rules.policy import BY_SIGNATURE, Policy
from lms.onboarding.rules.result import FAIL, PASS, PartResult

EXTEND, REPEAT, OTHER_POST, END = "extend", "repeat", "other_post", "end"
ON_DUTY, ENDED, LEFT, TRANSFERRED = "on_duty", "ended", "left", "transferred"
OUTCOMES = (ON_DUTY, OTHER_POST, ENDED, LEFT, TRANSFERRED)
"""`ENDED`: the probation, by a signed decision; the person is still here until HR lets them leave. `LEFT`: left by themselves."""
LONGEST_EXTENSION = 90
SHORTEST_REASON = 10


def possible_decisions(
    *,
    has_ended: bool,
    verdict: str | None,
    is_blocked: bool,
    late_by: int,
    policy: Policy | None = None,
    extended: int = 0,
) -> tuple[str, ...]:
    """What may be decided now, by what the programme rules: going on or not once the result is a fail, the attempts are
    used up or the stage is late; on duty once a pass waits for a signature; nothing while the learner is on the way, and
    nothing after the end. `extended`: how often the stage was already."""
    rules = policy or Policy()
    if has_ended:
        return ()
    if verdict == PASS and rules.on_duty == BY_SIGNATURE:
        return (ON_DUTY,)
    if not (verdict == FAIL or is_blocked or late_by > 0):
        return ()
    may_go_on = not is_used_up(rules, extended)
    found = [
        (EXTEND, may_go_on),
        (REPEAT, rules.may_repeat and may_go_on),
        (OTHER_POST, rules.may_propose),
        (END, rules.may_end),
    ]
    return tuple(kind for kind, may in found if may)


def is_used_up(policy: Policy, extended: int) -> bool:
    """Was a stage extended or repeated as often as the programme lets it be?"""
    return policy.most_extensions is not None and extended >= policy.most_extensions


def limit_reached(extended: int) -> Refusal:
    """Why a stage that was extended so often is not extended again."""
    return Refusal("extensions_used_up", {"count": extended}) if extended else Refusal("extensions_none")


def decision_faults(
    kind: str,
    *,
    possible: Iterable[str],
    days: int | None,
    reason: str,
    is_own_case: bool,
    may_sign: bool = True,
    used_up: int | None = None,
) -> tuple[Refusal, ...]:
    """All that stands against signing this decision. `may_sign`: does the programme ask for this person's signature?
    `used_up`: how often the stage was extended, where that is as often as the programme lets it be."""
    faults = []
    if is_own_case:
        faults.append(Refusal("own_case"))
    if not may_sign:
        faults.append(Refusal("decision_for_another"))
    if kind not in tuple(possible):
        used = kind in (EXTEND, REPEAT) and tuple(possible)
        faults.append(limit_reached(used_up) if used and used_up is not None else Refusal("nothing_to_decide"))
    if kind == EXTEND and not (days is not None and 1 <= days <= LONGEST_EXTENSION):
        faults.append(Refusal("extension_days", {"longest": LONGEST_EXTENSION}))
    if len(reason.strip()) < SHORTEST_REASON:
        faults.append(Refusal("reason_short", {"shortest": SHORTEST_REASON}))
    return tuple(faults)


def bar(minimum: Decimal, pass_mark: Decimal) -> Decimal:
    """What a part must have reached to keep counting after an extension."""
    return max(minimum, pass_mark)


def keeps_counting(mark: Decimal | None, minimum: Decimal, pass_mark: Decimal, *, is_refused: bool = False) -> bool:
    """Does a mark from before an extension still count after it?"""
    return mark is not None and not is_refused and mark >= bar(minimum, pass_mark)


def opens_anew(parts: Iterable[PartResult], pass_mark: Decimal) -> tuple[str, ...]:
    """The parts that an extension signed now would open anew."""
    return tuple(p.part for p in parts if not keeps_counting(p.mark, p.minimum, pass_mark, is_refused=p.is_refused))
