"""Times, states, sign-ups, the queue and the plan of sessions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.sessions.rules.planning import PlannedDay, Stand, Taken, clashes, in_order, plan_faults
from courses.sessions.rules.states import (
    Plan,
    Queued,
    SessionKind,
    State,
    Step,
    first_step,
    move_up,
    place_in_queue,
    sign_up_faults,
    standing,
    state_of,
)
from courses.sessions.rules.times import (
    Span,
    is_doubled,
    is_skipped,
    is_zone,
    moment_at,
    moved,
    overlapping,
    reminder_due,
    series,
)
from lms.core.rules import Refusal

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
HOUR = timedelta(hours=1)


def span(first: float, last: float) -> Span:
    return Span(NINE + first * HOUR, NINE + last * HOUR)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "hour", "skipped", "doubled"),
    [
        (date(2026, 3, 10), time(9), SHANGHAI, 1, False, False),
        (date(2026, 3, 28), time(9), BERLIN, 8, False, False),  # the day before the clocks go forward
        (date(2026, 3, 29), time(9), BERLIN, 7, False, False),
        (date(2026, 3, 29), time(2, 30), BERLIN, 1, True, False),  # no such time that night
        (date(2026, 10, 25), time(2, 30), BERLIN, 0, False, True),  # twice that night: the first
        (date(2026, 10, 25), time(3), BERLIN, 2, False, False),
    ],
)
def test_local_hours(day: date, clock: time, zone: ZoneInfo, hour: int, skipped: bool, doubled: bool) -> None:
    assert moment_at(day, clock, zone).hour == hour
    assert is_skipped(day, clock, zone) is skipped
    assert is_doubled(day, clock, zone) is doubled


def test_a_series_keeps_the_hours_of_the_clock_through_daylight_saving() -> None:
    first = Span(moment_at(date(2026, 3, 24), time(9), BERLIN), moment_at(date(2026, 3, 24), time(12), BERLIN))
    later = moved(first, 7, BERLIN)
    assert [later.starts_at.hour, first.starts_at.hour] == [7, 8]
    assert later.starts_at.astimezone(BERLIN).time() == time(9)
    assert later.hours == 3
    through_the_night = Span(
        moment_at(date(2026, 3, 28), time(22), BERLIN), moment_at(date(2026, 3, 29), time(6), BERLIN)
    )
    assert through_the_night.hours == 7


@pytest.mark.parametrize(
    ("weeks", "times", "off", "days"),
    [
        (1, 3, set(), [date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)]),
        (2, 2, set(), [date(2026, 3, 24), date(2026, 4, 7)]),
        (1, 2, {date(2026, 3, 17)}, [date(2026, 3, 24), date(2026, 3, 31)]),
    ],
)
def test_every_tuesday(weeks: int, times: int, off: set[date], days: list[date]) -> None:
    assert list(series(date(2026, 3, 10), weeks=weeks, times=times, works=lambda day: day not in off)) == days


def test_a_series_ends_where_nobody_ever_works() -> None:
    assert series(date(2026, 3, 10), weeks=1, times=3, works=lambda _day: False) == ()
    assert len(series(date(2026, 3, 10), weeks=1, times=500)) == 52


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (span(0, 2), span(2, 3), False),  # one ends when the other begins
        (span(0, 2), span(1.75, 3), True),
        (span(0, 8), span(2, 3), True),
        (span(2, 3), span(0, 8), True),
    ],
)
def test_overlap(one: Span, other: Span, overlap: bool) -> None:
    assert one.overlaps(other) is overlap
    assert (overlapping([one, other]) is not None) is overlap
    assert bool(clashes([one], [Taken(5, other, 7)])) is overlap
    assert clashes([one], [Taken(5, other, 7)], but=7) == ()


@pytest.mark.parametrize(
    ("hours_before", "days", "due"),
    [
        (24 * 3, (2, 1), None),
        (48, (2, 1), 2),
        (24, (2, 1), 1),
        (1, (2, 1), 1),  # planned today: told today
        (0, (2, 1), None),
        (24, (), None),
        (24 * 6, (7,), 7),  # a minute task that was late
    ],
)
def test_reminders(hours_before: int, days: tuple[int, ...], due: int | None) -> None:
    assert reminder_due(NINE, days, SHANGHAI, NINE - hours_before * HOUR) == due


def test_zones() -> None:
    assert [is_zone(name) for name in ("Asia/Shanghai", "Europe/Atlantis", "", "../etc/passwd")] == [
        True,
        False,
        False,
        False,
    ]


PLAN = Plan(NINE, NINE + 3 * HOUR, apply_until=NINE - 24 * HOUR)


@pytest.mark.parametrize(
    ("plan", "hours", "state"),
    [
        (PLAN, -24, State.OPEN),  # the deadline itself
        (PLAN, -23, State.CLOSED),
        (Plan(NINE, NINE + HOUR), -0.01, State.OPEN),
        (PLAN, 0, State.RUNNING),
        (PLAN, 3, State.OVER),
        (Plan(NINE, NINE + 3 * HOUR, ended_at=NINE + 2 * HOUR), 2.5, State.OVER),
        (Plan(NINE, NINE + 3 * HOUR, cancelled_at=NINE), -48, State.CANCELLED),
    ],
)
def test_how_a_session_stands(plan: Plan, hours: float, state: State) -> None:
    assert state_of(plan, NINE + hours * HOUR) is state


@pytest.mark.parametrize(
    ("hours", "own", "codes", "changes"),
    [
        (-48, True, (), {}),
        (-1, True, ("session_sign_up_closed",), {}),
        (-1, False, (), {}),  # whoever looks after it may still add people
        (1, False, ("session_begun",), {}),
        (-48, True, ("session_signed_up_already",), {"last": Step.WAITING}),
        (-48, True, (), {"last": Step.WITHDRAWN}),
        (-48, True, (), {"last": Step.REFUSED}),
        (-48, True, ("session_own_trainer",), {"teaches": True}),
        (-48, False, ("session_person_left",), {"has_left": True}),
    ],
)
def test_who_may_be_signed_up(hours: float, own: bool, codes: tuple[str, ...], changes: dict[str, object]) -> None:
    given = {"last": None, "teaches": False, "has_left": False, **changes}
    found = sign_up_faults(PLAN, at=NINE + hours * HOUR, own=own, **given)  # type: ignore[arg-type]
    assert tuple(refusal.code for refusal in found) == codes


@pytest.mark.parametrize(
    ("needs_approval", "approved", "seated", "waiting", "step"),
    [
        (False, False, 9, 0, Step.SEATED),  # the last seat
        (False, False, 10, 0, Step.WAITING),
        (False, False, 9, 1, Step.WAITING),  # not before those who wait
        (True, False, 0, 0, Step.ASKED),
        (True, True, 0, 0, Step.SEATED),
    ],
)
def test_the_first_step(needs_approval: bool, approved: bool, seated: int, waiting: int, step: Step) -> None:
    plan = Plan(NINE, NINE + HOUR, needs_approval=needs_approval)
    assert first_step(plan, approved=approved, seats=10, seated=seated, waiting=waiting) is step


QUEUE = [Queued(3, NINE + HOUR, 30), Queued(1, NINE, 31), Queued(2, NINE, 12)]


@pytest.mark.parametrize(("free", "lucky"), [(-1, ()), (0, ()), (1, (2,)), (2, (2, 1)), (9, (2, 1, 3))])
def test_who_waited_longest_moves_up(free: int, lucky: tuple[int, ...]) -> None:
    assert move_up(QUEUE, free) == lucky


def test_places_and_displacement() -> None:
    assert [place_in_queue(QUEUE, person) for person in (1, 2, 3, 4)] == [2, 1, 3, None]
    assert standing(Step.SEATED, cancelled=True) == "displaced"
    assert standing(Step.WITHDRAWN, cancelled=True) == "withdrawn"
    assert standing(Step.ASKED, cancelled=False) == "asked"


DAY = PlannedDay(span(0, 3), "Asia/Shanghai")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ()),
        ({"days": ()}, ("session_days_missing",)),
        ({"days": (PlannedDay(span(3, 3), "UTC"),)}, ("session_day_backwards",)),
        ({"days": (PlannedDay(span(0, 17), "UTC"),)}, ("session_day_long",)),
        ({"days": (PlannedDay(span(-100, -99), "UTC"),)}, ("session_day_past",)),
        ({"days": (PlannedDay(span(-100, -99), "UTC", id=4), DAY)}, ()),  # a day that is over stays as it is
        ({"days": (DAY, PlannedDay(span(2, 4), "UTC"))}, ("session_days_overlap",)),
        ({"seats": 0}, ("session_seats",)),
        ({"kind": SessionKind.ONLINE}, ("session_link_missing",)),
        ({"link": "javascript:alert(1)"}, ("session_link",)),
        ({"lead_id": 4, "co_ids": (4,)}, ("session_trainer_twice",)),
        ({"lead_id": None, "co_ids": (4,)}, ("session_lead_missing",)),
        ({"apply_until": NINE}, ()),
        ({"apply_until": NINE + HOUR}, ("session_deadline_late",)),
    ],
)
def test_what_a_plan_must_say(changes: dict[str, object], codes: tuple[str, ...]) -> None:
    given = {
        "kind": SessionKind.CLASSROOM, "days": (DAY,), "seats": 10, "link": "", "lead_id": 4, "co_ids": (), "apply_until": None,
        "now": NINE - 48 * HOUR, **changes,
    }  # fmt: skip
    assert tuple(refusal.code for refusal in plan_faults(**given)) == codes  # type: ignore[arg-type]


def test_whom_to_ask_first() -> None:
    stands = [
        Stand(1, (Refusal("no_right"),)), Stand(2, busy=True), Stand(3, asked=True, declined=True), Stand(4), Stand(5, away=True),
    ]  # fmt: skip
    assert [one.person_id for one in in_order(stands)] == [4, 2, 5, 1, 3]
