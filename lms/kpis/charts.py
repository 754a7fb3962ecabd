"""The chart of a KPI over time: line, interval, target, alerts, and the days of training and certification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.charts import Style


@dataclass(frozen=True)
class Point:
    """One month. `enough` is false below the least sample, `ripe` while the figure still waits for orders to come; without
    a value nothing is drawn."""

    month: date
    value: float | None
    low: float | None
    high: float | None
    n: int
    enough: bool
    target: float | None = None
    alert: str | None = None
    """blue, yellow or red where an alert stands on the month."""
    ripe: bool = True

    @property
    def is_sure(self) -> bool:
        """Can it be compared? If not, it is drawn hollow and without its interval."""
        return self.enough and self.ripe


@dataclass(frozen=True)
class Flag:
    """A day on which something happened, with the number under which the page explains it."""

    day: date
    number: int


def series(
    style: Style,
    *,
    points: Sequence[Point],
    flags: Sequence[Flag],
    digits: int,
    suffix: str,
    target_label: str,
    count_label: str,
    bounds: tuple[float | None, float | None],
) -> Any:
    """An Altair chart: months from left to right; under each the number of orders that the figure rests on."""
    import altair as alt

    first, colours = points[0].month, style.colours
    height, rows = (220 if style.narrow else 300), _rows(points)
    label: dict[str, Any] = {"font": style.font, "fontSize": 12}
    x = alt.X("place:Q", title=None, scale=alt.Scale(domain=[-0.6, len(points) - 0.4], nice=False), axis=_months(points, style))  # fmt: skip
    domain = _domain(points, bounds)
    scale = alt.Scale(domain=domain, clamp=True, nice=False, zero=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(labelExpr=f"format(datum.value, ',.{_axis_digits(domain, digits)}f') + '{suffix}'", tickCount=5, grid=True, domain=False, ticks=False))  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - 76, height=height)
    sure = base.transform_filter("datum.enough")
    layers: list[Any] = [
        base.mark_area(opacity=0.16, color=colours.accent, clip=True).encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q"),
        base.mark_line(color=colours.accent, strokeWidth=2).encode(x=x, y=y),
        sure.mark_point(filled=True, opacity=1, size=46, color=colours.accent).encode(x=x, y=y),
        base.transform_filter("!datum.enough && isValid(datum.value)")
        .mark_point(filled=True, fill=colours.card, opacity=1, size=46, stroke=colours.soft, strokeDash=[2, 2]).encode(x=x, y=y),
    ]  # fmt: skip
    steps = _steps(points)
    if steps:
        target = alt.Chart(alt.Data(values=steps))
        layers.append(target.mark_rule(color=colours.due, strokeWidth=1.5, strokeDash=[6, 4]).encode(x=alt.X("begin:Q"), x2="end:Q", y=alt.Y("value:Q", scale=scale)))  # fmt: skip
        last = alt.Chart(alt.Data(values=steps[-1:]))
        spot = label_spot(points, steps[-1], domain, (style.width - 76) / len(points), height, target_label)
        beside: dict[str, Any] = {"x": alt.X(f"{spot.end}:Q"), "y": alt.Y("value:Q", scale=scale)}
        named: dict[str, Any] = {"text": target_label, "align": spot.align, "dy": spot.dy, **label}
        layers.append(last.mark_text(stroke=colours.card, strokeWidth=4, **named).encode(**beside))
        layers.append(last.mark_text(color=colours.due, **named).encode(**beside))
    if flags:
        days = alt.Chart(alt.Data(values=[{"place": _place(flag.day, first)} for flag in flags]))
        numbers = alt.Chart(alt.Data(values=_numbers(flags, first, 22 * len(points) / style.width)))
        layers.append(days.mark_rule(color=colours.soft, strokeDash=[3, 3]).encode(x=alt.X("place:Q")))
        layers.append(numbers.mark_text(color=colours.ink, dy=-8, **label).encode(x=alt.X("place:Q"), y=alt.value(0), text="text:N"))  # fmt: skip
    layers += _alerts(alt, points, style, scale)
    layers += _counts(alt, base, points, style, height, count_label)
    return alt.layer(*layers)


def _rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "value": point.value,
            "low": point.low if point.is_sure else None,
            "high": point.high if point.is_sure else None,
            "enough": point.is_sure and point.value is not None,
            "n": point.n,
        }
        for place, point in enumerate(points)
    ]


def _place(day: date, first: date) -> float:
    """Where a day falls between the months, each of which stands in its middle."""
    return (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31 - 0.5


def _numbers(flags: Sequence[Flag], first: date, room: float) -> list[dict[str, Any]]:
    """The numbers above the chart; those whose days lie closer than `room` (in months) stand together as one text."""
    groups: list[list[Flag]] = []
    for flag in sorted(flags, key=lambda flag: flag.day):
        if groups and _place(flag.day, first) - _place(groups[-1][-1].day, first) < room:
            groups[-1].append(flag)
        else:
            groups.append([flag])
    return [
        {
            "place": sum(_place(flag.day, first) for flag in group) / len(group),
            "text": ", ".join(str(flag.number) for flag in group),
        }
        for group in groups
    ]


def _months(points: Sequence[Point], style: Style) -> Any:
    """A label for January with its year, and for every third month (sixth on the phone, all where they are few)."""
    import altair as alt

    few = len(points) <= (6 if style.narrow else 14)
    every = 1 if few else (6 if style.narrow else 3)
    places, words = [], []
    for place, point in enumerate(points):
        year, month = point.month.year, point.month.month
        shown = (month - 1) % every == 0 or (few and place == 0)
        if style.language == "zh":
            word = f"{year}年{month}月" if month == 1 or place == 0 else f"{month}月"
        else:
            word = point.month.strftime("%b %Y" if month == 1 or place == 0 else "%b")
        words.append(word if shown else "")
        if shown:
            places.append(place)
    return alt.Axis(values=places, labelExpr=f"{words!r}[datum.value]", labelPadding=24, labelOverlap=True, grid=False, ticks=False)  # fmt: skip


def _domain(points: Sequence[Point], bounds: tuple[float | None, float | None]) -> list[float]:
    """From the lowest to the highest that is worth seeing: figures, targets, and intervals of months with enough."""
    seen = [value for point in points for value in (point.value, point.target) if value is not None]
    seen += [value for point in points if point.is_sure for value in (point.low, point.high) if value is not None]
    low, high = (min(seen), max(seen)) if seen else (0.0, 1.0)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    least, most = bounds
    low = low - room if least is None else max(low - room, least)
    high = high + room if most is None else min(high + room, most)
    return [round(low, 6), round(high, 6)]


def _axis_digits(domain: list[float], digits: int) -> int:
    spread = domain[1] - domain[0]
    return 0 if spread >= 5 else min(max(digits, 1), 2)


def _steps(points: Sequence[Point]) -> list[dict[str, float]]:
    """The target as level stretches, one for the months that share a value."""
    steps: list[dict[str, float]] = []
    for place, point in enumerate(points):
        if point.target is None:
            continue
        if steps and steps[-1]["value"] == point.target and steps[-1]["end"] == place - 0.5:
            steps[-1]["end"] = place + 0.5
        else:
            steps.append({"begin": place - 0.5, "end": place + 0.5, "value": point.target})
    return steps


@dataclass(frozen=True)
class Spot:
    """Where a level line is named: at which of its ends ("begin", "end"), and so many pixels from it (negative: above)."""

    end: str
    dy: int

    @property
    def align(self) -> str:
        """Which side of the text stands at that end."""
        return "left" if self.end == "begin" else "right"


SPOTS = (Spot("begin", -9), Spot("begin", 15), Spot("end", -9), Spot("end", 15))
"""In this order where several are as good: the newest points stand at the end."""
LABEL_HEIGHT, WIDE_LETTER, LETTER = 18, 12, 7


def label_spot(
    points: Sequence[Point], step: dict[str, float], domain: Sequence[float], month_width: float, height: int, label: str
) -> Spot:  # fmt: skip
    """The spot beside a level line where the label hides least of the course, the newest points least of all."""
    wide = sum(WIDE_LETTER if ord(letter) > 0x2E80 else LETTER for letter in label) / month_width
    high = LABEL_HEIGHT * (domain[1] - domain[0]) / height
    room_above, room_below = domain[1] - step["value"], step["value"] - domain[0]

    def hidden(spot: Spot) -> float:
        left = step["begin"] if spot.end == "begin" else step["end"] - wide
        low, high_end = (step["value"], step["value"] + high) if spot.dy < 0 else (step["value"] - high, step["value"])
        outside = 1000.0 if high > (room_above if spot.dy < 0 else room_below) else 0.0
        return outside + sum(
            1 + place / len(points)
            for place, value in _course(points)
            if left - 0.3 <= place <= left + wide + 0.3 and low <= value <= high_end
        )

    return min(SPOTS, key=hidden)


def _course(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Where the line runs: its points, and between two that follow each other four more."""
    found: list[tuple[float, float]] = []
    for place, point in enumerate(points):
        if point.value is None:
            continue
        before = points[place - 1].value if place else None
        if before is not None:
            found += [(place - 1 + part / 5, before + (point.value - before) * part / 5) for part in (1, 2, 3, 4)]
        found.append((float(place), point.value))
    return found


def _alerts(alt: Any, points: Sequence[Point], style: Style, scale: Any) -> list[Any]:
    """A ring around each month with an alert, of a shape for each colour, so that the colour is not the only sign."""
    colours = {"blue": style.colours.accent, "yellow": style.colours.due, "red": style.colours.bad}
    shapes = {"blue": "circle", "yellow": "triangle-up", "red": "diamond"}
    layers = []
    for name, colour in colours.items():
        rows = [{"place": p, "value": x.value} for p, x in enumerate(points) if x.alert == name and x.value is not None]
        if rows:
            chart = alt.Chart(alt.Data(values=rows))
            layers.append(chart.mark_point(shape=shapes[name], size=240, color=colour, strokeWidth=2, filled=False, opacity=1).encode(x=alt.X("place:Q"), y=alt.Y("value:Q", scale=scale)))  # fmt: skip
    return layers


def _counts(alt: Any, base: Any, points: Sequence[Point], style: Style, height: int, count_label: str) -> list[Any]:
    """The row of counts under the axis; every second or third where they would not fit side by side."""
    widest = max(len(short_count(point.n)) for point in points)
    room = (style.width - 76) / len(points)
    every = max(1, -(-int(widest * 6 + 6) // max(int(room), 1)))
    rows = [
        {"place": place, "text": short_count(point.n)}
        for place, point in enumerate(points)
        if (len(points) - 1 - place) % every == 0
    ]
    text: dict[str, Any] = {"font": style.font, "fontSize": 10, "color": style.colours.soft, "baseline": "top"}
    counts = alt.Chart(alt.Data(values=rows)).mark_text(**text).encode(x=alt.X("place:Q"), y=alt.value(height + 8), text="text:N")  # fmt: skip
    name = alt.Chart(alt.Data(values=[{}])).mark_text(text=count_label, align="right", **text).encode(x=alt.value(-6), y=alt.value(height + 8))  # fmt: skip
    return [counts, name]


def short_count(n: int) -> str:
    """A count in few characters: 950, 12k, 3.4M."""
    if n < 10_000:
        return str(n)
    if n < 1_000_000:
        return f"{n / 1000:.0f}k"
    return f"{n / 1_000_000:.1f}M"
