"""Two years of work orders of the demo company, drawn from the seed: who grows with training, and where something is wrong.

First-time fix rises with the months on duty and with each tier. One station does badly with a new series of machines in
the last months, the international desk loses customers' good opinion, and a grave complaint came in two days ago.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from lms.demo.history.refreshers import HELPS, RISING, months_after
from lms.kpis.rules.periods import shift

PRODUCTS = {"home": ("H-200", "H-500"), "commercial": ("C-300", "C-VRF6", "C-900"), "industrial": ("I-SC40", "I-CT12")}
SYMPTOMS = ("E01", "E04", "E11", "F03", "LEAK", "NOISE", "NO-START", "LOW-FLOW", "TRIP")
ENGINEER_ORDERS, AGENT_ORDERS = 26, 55
"""Orders a month for one person."""
TROUBLED_STATION, TROUBLED_SERIES, TROUBLED_MONTHS = "DG", "C-VRF6", 4
UNHAPPY_DESK, UNHAPPY_MONTHS = "CC-INT", 2
SOURCE = "hengtuo-desk"
LIFT = 1.2
"""What the course that helps adds to the logit of fixing it the first time, from the month after its completion on."""
RISE = 0.11
"""How the logit of those who chose the third course rises by the month, before and after it alike."""


@dataclass(frozen=True)
class Worker:
    """Somebody who takes orders: from the day on duty to the last day, with the days on which tiers were earned."""

    number: str
    unit: str
    city: str
    is_agent: bool
    product_line: str | None
    from_day: date
    until_day: date
    tiers: tuple[date, ...] = ()
    completed: Mapping[str, date] = field(default_factory=dict)
    """Courses taken on the job, with the day of completion."""


@dataclass
class Drawn:
    """Columns of work orders, by their names; moments are local until they are written."""

    columns: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.columns[name]
        except KeyError as error:
            raise AttributeError(name) from error


def write_work_orders(
    path: Path, workers: Sequence[Worker], *, months: int, now: datetime, zone: ZoneInfo, seed: int
) -> int:
    """Write the orders of the last `months` months up to `now` as Parquet. Returns how many."""
    chance = np.random.default_rng([seed, 2026])
    today = now.astimezone(zone).date()
    orders = _describe(draw_cases(workers, today, months, chance), today, chance)
    again = _come_again(orders, chance)
    for name, column in again.items():
        orders.columns[name] = np.concatenate([orders.columns[name], column])
    who = orders.columns.pop("who")
    orders.columns["technician"] = np.array([worker.number for worker in workers], dtype=object)[who]
    orders.columns["region"] = np.array([worker.city for worker in workers], dtype=object)[who]
    return _write(path, orders, now, zone, chance)


def _take(workers: Sequence[Worker], today: date, months: int, chance: Any) -> tuple[Any, Any]:
    first_days = [shift(today, -back) for back in range(months, -1, -1)]
    taken = [(n, day) for n, worker in enumerate(workers) for day in first_days if _works(worker, day)]
    who = np.array([n for n, _ in taken], dtype=np.int32)
    month = np.array([np.datetime64(day, "D") for _, day in taken])
    rate = np.array([AGENT_ORDERS if workers[n].is_agent else ENGINEER_ORDERS for n, _ in taken], dtype=float)
    season = np.array([1.35 if day.month in (6, 7, 8) else 1.15 if day.month in (12, 1) else 1.0 for _, day in taken])
    counts = chance.poisson(rate * season)
    who, month = np.repeat(who, counts), np.repeat(month, counts)
    size = len(who)
    day = month + chance.integers(0, 31, size).astype("timedelta64[D]")
    weekend = (day.astype("int64") + 3) % 7 >= 5  # day 0 of the epoch was a Thursday
    keep = (day.astype("datetime64[M]") == month.astype("datetime64[M]")) & (~weekend | (chance.random(size) < 0.25))
    first = np.array([np.datetime64(w.from_day, "D") for w in workers])[who]
    last = np.array([np.datetime64(w.until_day, "D") for w in workers])[who]
    keep &= (day >= first) & (day <= last) & (day <= np.datetime64(today, "D"))
    who, day = who[keep], day[keep]
    order = np.argsort(day, kind="stable")
    return who[order], day[order]


def draw_cases(workers: Sequence[Worker], today: date, months: int, chance: Any) -> Drawn:
    """Who had which case on which day, and whether it was fixed the first time; `logit` is that of the probability."""
    cases = draw_demand(workers, today, months, chance)
    return fix_first_time(cases, workers, today, chance)


def draw_demand(workers: Sequence[Worker], today: date, months: int, chance: Any) -> Drawn:
    """Who is given which case on which day: nothing in it hangs on what anybody has learned."""
    who, day = _take(workers, today, months, chance)
    size = len(who)
    agent = np.array([w.is_agent for w in workers])[who]
    unit = np.array([w.unit for w in workers], dtype=object)[who]
    lines = np.array([w.product_line or "" for w in workers], dtype=object)[who]
    stray = (lines == "") | (chance.random(size) < 0.12)
    lines[stray] = _any_of(PRODUCTS, int(stray.sum()), chance)
    product = np.empty(size, dtype=object)
    for line, series in PRODUCTS.items():
        of_line = lines == line
        product[of_line] = _any_of(series, int(of_line.sum()), chance)
    priority = _any_of(("P0", "P1", "P2", "P3"), size, chance, (0.03, 0.14, 0.48, 0.35))
    kind = np.where(agent, "call", _any_of(("repair", "preventive", "installation"), size, chance, (0.78, 0.15, 0.07)))
    complexity = np.clip(chance.poisson(np.where(lines == "industrial", 2.2, 1.4)), 1, 5)
    return Drawn(
        {
            "who": who, "day": day, "agent": agent, "team": unit, "product": product, "priority": priority,
            "kind": kind, "complexity": complexity,
        }
    )  # fmt: skip


def fix_first_time(cases: Drawn, workers: Sequence[Worker], today: date, chance: Any) -> Drawn:
    """The cases with their outcome: how able everybody is and what is fixed the first time is drawn."""
    lot = chance.random(len(cases.who))
    logit = _logit_fixed(workers, cases, today, chance)
    return Drawn(cases.columns | {"logit": logit, "first_time_fix": lot < 1 / (1 + np.exp(-logit))})


def _any_of(
    names: Collection[str], size: int, chance: Any, p: Sequence[float] | None = None
) -> np.ndarray[Any, np.dtype[np.object_]]:
    """So many of them, as objects: drawing places and looking them up is much faster than drawing text."""
    return np.array(list(names), dtype=object)[chance.choice(len(names), size, p=p)]


def _describe(cases: Drawn, today: date, chance: Any) -> Drawn:
    """The cases as work orders, with everything else that an order tells."""
    who, day, agent, unit, priority, fixed = (
        cases.who,
        cases.day,
        cases.agent,
        cases.team,
        cases.priority,
        cases.first_time_fix,
    )
    size, urgent = len(who), np.isin(priority, ["P0", "P1"])
    hour = np.where(priority == "P0", chance.uniform(0, 24, size), np.clip(chance.normal(12.5, 2.6, size), 8, 18.4))
    opened = day.astype("datetime64[s]") + (hour * 3600).astype("timedelta64[s]")
    response = np.where(
        agent, chance.lognormal(0.25, 0.55, size), chance.lognormal(np.log(np.where(urgent, 24, 62)), 0.6)
    )
    travel = np.where(urgent, chance.lognormal(np.log(2.1), 0.45, size), chance.lognormal(np.log(5.2), 0.75, size))
    work = np.where(agent, chance.lognormal(np.log(0.2), 0.5, size), chance.lognormal(np.log(1.5), 0.5, size))
    work = np.where(fixed, work, work + chance.exponential(np.where(agent, 5, 26), size))
    responded = opened + _minutes(response)
    arrived = opened + _minutes(response + travel * 60)
    resolved = np.where(agent, responded, arrived) + _minutes(work * 60)
    slow = np.where(urgent, 4, 24)
    late = ~agent & (response / 60 + travel > slow)
    good = _opinion(fixed, late, unit, day, today, chance)
    complaint = chance.random(size) < np.where(fixed, 0.004, 0.028) + np.where(late, 0.012, 0)
    fleet = chance.integers(0, 40, size) + who.astype("int64") * 40
    return Drawn(
        {
            "who": who, "opened_at": opened, "responded_at": responded,
            "arrived_at": np.where(agent, np.datetime64("NaT", "s"), arrived), "resolved_at": resolved,
            "closed_at": resolved + _minutes(chance.uniform(20, 1500, size)), "team": unit, "product": cases.product,
            "asset": np.char.add("SN", (100000 + fleet).astype(str)).astype(object),
            "symptom": chance.choice(SYMPTOMS, size).astype(object), "priority": priority, "kind": cases.kind,
            "first_time_fix": fixed, "complexity": cases.complexity, "sla_made": ~late & (fixed | (chance.random(size) < 0.6)),
            "csat": np.where(chance.random(size) < 0.4, _stars(good) * 20.0, np.nan),
            "nps": np.where(chance.random(size) < 0.2, np.clip(np.round(9.15 + 1.15 * good), 0, 10), np.nan),
            "complaint": complaint, "grave_complaint": np.zeros(size, dtype=bool),
            "error": chance.random(size) < np.where(fixed, 0.011, 0.035), "escalated": chance.random(size) < np.where(agent, 0.1, 0.035),
            "reassigned": chance.poisson(0.14, size), "reopened": (~fixed & (chance.random(size) < 0.3)).astype("int64"),
            "callback_due": chance.random(size) < 0.6, "called": chance.random(size) < 0.935,
            "visits": np.where(agent, 0, np.where(fixed, 1, 2)), "cost": np.round(chance.lognormal(np.log(np.where(agent, 9, 210)), 0.6), 2),
        }
    )  # fmt: skip


def _logit_fixed(workers: Sequence[Worker], cases: Drawn, today: date, chance: Any) -> Any:
    """The logit of fixing it the first time: ability, months on duty, tiers, courses, machine, station."""
    who, day = cases.who, cases.day
    agent = np.array([w.is_agent for w in workers])
    able = 1.62 + chance.normal(0, 0.32, len(workers)) - np.where(agent, 0.15, 0)
    on_duty = (day - np.array([np.datetime64(w.from_day, "D") for w in workers])[who]).astype(float) / 30
    tiers = np.zeros(len(who))
    most = max((len(w.tiers) for w in workers), default=0)
    for n in range(most):
        earned = [np.datetime64(w.tiers[n] if len(w.tiers) > n else date.max, "D") for w in workers]
        tiers += day >= np.array(earned, dtype="datetime64[D]")[who]
    logit = able[who] - 1.1 * np.exp(-on_duty / 3.5) + 0.28 * np.minimum(tiers, 3) - 0.16 * (cases.complexity - 1)
    troubled = np.array([w.unit == TROUBLED_STATION for w in workers])[who]
    troubled &= day >= np.datetime64(shift(today, 1 - TROUBLED_MONTHS), "D")
    places = np.flatnonzero(troubled)
    logit[places] -= np.where(cases.product[places] == TROUBLED_SERIES, 0.85 + 1.7, 0.85)
    return logit + _taught(workers, who, day, today)


def _taught(workers: Sequence[Worker], who: Any, day: Any, today: date) -> Any:
    """What courses taken on the job did, and what only looks as if they did."""
    lift = lifted(workers, who, day) * LIFT
    chose = np.array([RISING in worker.completed for worker in workers])[who]
    middle = np.datetime64(shift(today, -12), "D")
    return lift + np.where(chose, RISE * (day - middle).astype(float) / 30.4, 0)


def lifted(workers: Sequence[Worker], who: Any, day: Any) -> Any:
    """Which cases fall into a month after the course that helps."""
    since = np.array([np.datetime64(months_after(worker.completed, HELPS), "D") for worker in workers])[who]
    return day >= since


def _opinion(fixed: Any, late: Any, unit: Any, day: Any, today: date, chance: Any) -> Any:
    """How content a customer is, about 0 on average."""
    since = np.datetime64(shift(today, 1 - UNHAPPY_MONTHS), "D")
    unhappy = (unit == UNHAPPY_DESK) & (day >= since)
    return (
        chance.normal(0.15, 0.8, len(fixed))
        - np.where(fixed, 0, 1.3)
        - np.where(late, 0.7, 0)
        - np.where(unhappy, 0.9, 0)
    )


def _stars(good: Any) -> Any:
    return np.clip(np.digitize(good, (-2.6, -1.9, -1.2, -0.55)) + 1, 1, 5)


def _come_again(orders: Drawn, chance: Any) -> dict[str, Any]:
    """What was not fixed comes again within three weeks: the same machine, the same symptom, mostly the same person."""
    chosen = np.flatnonzero(~orders.first_time_fix & (orders.kind == "repair"))
    shift = (chance.uniform(2, 19, len(chosen)) * 86400).astype("timedelta64[s]")
    again = {name: column[chosen].copy() for name, column in orders.columns.items()}
    for name in ("opened_at", "responded_at", "arrived_at", "resolved_at", "closed_at"):
        again[name] = again[name] + shift
    again["first_time_fix"] = np.ones(len(chosen), dtype=bool)
    again["complaint"] = chance.random(len(chosen)) < 0.03
    for name in ("csat", "nps"):
        again[name] = np.full(len(chosen), np.nan)
    return again


def _write(path: Path, orders: Drawn, now: datetime, zone: ZoneInfo, chance: Any) -> int:
    import duckdb

    local_now = np.datetime64(now.astimezone(zone).replace(tzinfo=None), "s")
    keep = orders.opened_at < local_now
    columns = {name: column[keep] for name, column in orders.columns.items()}
    order = np.argsort(columns["opened_at"], kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    size = len(order)
    for name in ("responded_at", "arrived_at", "resolved_at", "closed_at"):  # what has not happened yet
        columns[name] = np.where(columns[name] < local_now, columns[name], np.datetime64("NaT", "s"))
    year = columns["opened_at"].astype("datetime64[Y]").astype(str)
    columns["order_no"] = np.char.add(np.char.add("HT", year), np.char.zfill(np.arange(1, size + 1).astype(str), 7)).astype(object)  # fmt: skip
    columns["customer"] = np.char.add("C", (20000 + chance.integers(0, 9000, size)).astype(str)).astype(object)
    columns["callback_made"] = columns["callback_due"] & columns.pop("called")
    _put_grave_complaint(columns, local_now)
    offset = now.astimezone(zone).utcoffset() or timedelta()
    for name in ("opened_at", "responded_at", "arrived_at", "resolved_at", "closed_at"):
        columns[name] = columns[name] - np.timedelta64(int(offset.total_seconds()), "s")
    connection = duckdb.connect()
    connection.register("drawn", columns)
    connection.execute(f"COPY (SELECT * FROM drawn) TO '{path}' (FORMAT parquet)")
    connection.close()
    return size


def _put_grave_complaint(columns: dict[str, Any], local_now: Any) -> None:
    """One, of two days ago or the last working day before, at the station whose supervisor can sign in."""
    recent = np.flatnonzero((columns["team"] == "SH-PD") & (columns["opened_at"] < local_now - np.timedelta64(2, "D")))
    if len(recent):
        columns["grave_complaint"][recent[-1]] = columns["complaint"][recent[-1]] = True
        columns["first_time_fix"][recent[-1]] = False


def _works(worker: Worker, first_day: date) -> bool:
    return worker.from_day <= first_day + timedelta(days=30) and worker.until_day >= first_day


def _minutes(values: Any) -> Any:
    return (values * 60).astype("timedelta64[s]")
