"""Pictures of answers by part: a mean with its interval for each part, or for each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from lms.core import charts
from lms.core.charts import Style
from lms.evaluation.figure_words import number
from lms.evaluation.queries.feedback import Feedback
from lms.evaluation.rules.feedback import month_of
from lms.kpis.charts import Point, series

_ROW = 46
MOST_ROWS = 24


@dataclass(frozen=True)
class Bar:
    """One part: its name, its mean and interval, and what stands at the right."""

    name: str
    mean: float
    low: float | None
    high: float | None
    figure: str


def bars(style: Style, *, rows: Sequence[Bar], bottom: int, top: int) -> Any:
    """One line a part: the name above, a dot at the mean, a line from limit to limit, on the whole scale."""
    import altair as alt

    colours = style.colours
    data = [
        {"name": row.name, "figure": row.figure, "mean": row.mean, "low": row.mean if row.low is None else row.low,
         "high": row.mean if row.high is None else row.high, "y": place * _ROW + 34, "head": place * _ROW + 16}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    height = len(rows) * _ROW + 8
    y_scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    axis = alt.Axis(
        tickCount=top - bottom if top - bottom <= 10 else 5,
        grid=True,
        domain=False,
        ticks=False,
        title=None,
        format="d",
    )
    scale = alt.Scale(domain=[bottom, top], nice=False, zero=False, padding=8)
    x = alt.X("mean:Q", scale=scale, axis=axis)
    base = alt.Chart(alt.Data(values=data)).properties(width=style.width - 32, height=height)
    y, head = alt.Y("y:Q", scale=y_scale, axis=None), alt.Y("head:Q", scale=y_scale, axis=None)
    font: dict[str, Any] = {"font": style.font, "fontSize": 12, "baseline": "middle"}
    return alt.layer(
        base.mark_rule(strokeWidth=2.5, color=colours.accent).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y),
        base.mark_point(filled=True, size=70, opacity=1, color=colours.accent).encode(x=x, y=y),
        base.mark_text(align="left", color=colours.ink, limit=style.width - 120, **font).encode(x=alt.value(0), y=head, text="name:N"),
        base.mark_text(align="right", color=colours.soft, fontWeight=600, **font).encode(x=alt.value(style.width - 32), y=head, text="figure:N"),
    )  # fmt: skip


def draw_parts(found: Feedback, names: Sequence[str], measure: str, style: Style) -> str | None:
    """The parts that have the measure; None where none has."""
    rows, ends = [], (1, 5)
    for name, one in zip(names, found.slices, strict=True):
        figure = one.measures.get(measure)
        if figure is not None:
            ends = (figure.bottom, figure.top)
            told = _("%(mean)s, n %(n)s", mean=number(figure.mean), n=figure.n)
            rows.append(Bar(name, figure.mean, figure.low, figure.high, told))
    if not rows:
        return None
    return charts.draw(bars, style, rows=rows[:MOST_ROWS], bottom=ends[0], top=ends[1])


def draw_months(found: Feedback, measure: str, style: Style) -> str | None:
    """The months in their order; several that were put together stand under the first of them."""
    points, ends = [], (0, 1)
    for one in found.slices:
        figure = one.measures.get(measure)
        if figure is not None:
            ends = (figure.bottom, figure.top)
            year, month = month_of(one.keys[0])
            points.append(Point(date(year, month, 1), figure.mean, figure.low, figure.high, figure.n, True))
    if len(points) < 2:
        return None
    return charts.draw(
        series, style, points=points, flags=[], digits=1, suffix="", target_label="", count_label="n", bounds=ends
    )
