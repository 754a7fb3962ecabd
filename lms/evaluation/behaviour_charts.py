"""The picture of behaviour over time: how each who looks sees it, 30, 60 and 90 days after the training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.core import charts
from lms.core.charts import Style
from lms.evaluation.plan_labels import ROLE_NAMES
from lms.evaluation.queries.waves import Answered, AskedKey

LEAST_LOOKS = 2


def looks(style: Style, *, rows: list[dict[str, Any]], names: list[str], days: list[int], bottom: int, top: int) -> Any:
    """A line for each role over the days, with its intervals; the dashed line is the middle of the scale."""
    import altair as alt

    colours = style.colours
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - 60, height=200 if style.narrow else 240)
    axis = alt.Axis(values=days, grid=False, ticks=False, format="d")
    reach = [min(days) - 8, max(days) + 8]
    x = alt.X("day:Q", title=None, axis=axis, scale=alt.Scale(domain=reach, nice=False))
    y_scale = alt.Scale(domain=[bottom, top], nice=False, zero=False)
    y = alt.Y("mean:Q", title=None, scale=y_scale, axis=alt.Axis(tickCount=top - bottom, domain=False, ticks=False, format="d"))  # fmt: skip
    scale = alt.Scale(domain=names, range=[colours.accent, colours.due, colours.soft][: len(names)])
    legend = alt.Legend(orient="top", title=None, labelFontSize=13, labelLimit=260, labelColor=colours.ink, direction="vertical" if style.narrow else "horizontal")  # fmt: skip
    colour = alt.Color("role:N", scale=scale, legend=legend)
    middle = alt.Chart(alt.Data(values=[{"at": (bottom + top) / 2}]))
    return alt.layer(
        middle.mark_rule(color=colours.soft, strokeDash=[4, 4]).encode(y=alt.Y("at:Q", scale=y_scale)),
        base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        base.mark_rule(strokeWidth=1.8).encode(x=alt.X("day:Q", scale=alt.Scale(domain=reach, nice=False)), y=alt.Y("low:Q", scale=y_scale), y2="high:Q", color=colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=colour),
    )  # fmt: skip


def behaviour_rows(waves: Mapping[AskedKey, Answered]) -> list[dict[str, Any]]:
    """The means that enough people answered, by day and role. Those of several roles stand a little apart, so that each interval
    can be seen."""
    found, roles = [], list(ROLE_NAMES)
    for key in sorted(waves):
        figure = waves[key].measure("behaviour")
        if key[2] != 3 or figure is None or key[5] not in roles:
            continue
        found.append(
            {
                "day": key[3] + (roles.index(key[5]) - 1) * 1.2, "days": key[3], "role": str(ROLE_NAMES[key[5]]), "mean": figure.mean,
                "low": figure.mean if figure.low is None else figure.low,
                "high": figure.mean if figure.high is None else figure.high, "bottom": figure.bottom, "top": figure.top,
            }
        )  # fmt: skip
    return found


def has_course(waves: Mapping[AskedKey, Answered]) -> bool:
    """Is there more than one look to be joined by a line?"""
    return len({row["days"] for row in behaviour_rows(waves)}) >= LEAST_LOOKS


def draw_behaviour(waves: Mapping[AskedKey, Answered], style: Style) -> str | None:
    """The SVG; None for fewer than two looks."""
    rows = behaviour_rows(waves)
    days = sorted({row["days"] for row in rows})
    if len(days) < LEAST_LOOKS:
        return None
    names = list(dict.fromkeys(row["role"] for row in rows))
    return charts.draw(looks, style, rows=rows, names=names, days=days, bottom=rows[0]["bottom"], top=rows[0]["top"])
