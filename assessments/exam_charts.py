"""The picture of an exam's results: how many people reached how much, and where the pass mark lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lms.core.charts import Style


def histogram(style: Style, *, counts: Sequence[int], pass_mark: float, across: str, up: str, mark: str) -> Any:
    """One bar for each band of per cent; those that pass in the accent's colour, and a line at the pass mark."""
    import altair as alt

    colours, width = style.colours, 100 / len(counts)
    bars = [
        {
            "x": place * width,
            "x2": (place + 1) * width,
            "n": count,
            "zero": 0,
            "passed": (place + 1) * width > pass_mark + 1e-9,
        }
        for place, count in enumerate(counts)
    ]
    most = max([*counts, 1])
    x = alt.X(
        "x:Q",
        title=across,
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(values=list(range(0, 101, 20)), grid=False),
    )
    y = alt.Y(
        "n:Q", title=up, scale=alt.Scale(domain=[0, most * 1.12], nice=False), axis=alt.Axis(tickMinStep=1, tickCount=5)
    )
    drawn = (
        alt.Chart(alt.Data(values=bars))
        .mark_bar(stroke=colours.card, strokeWidth=1)
        .encode(
            x=x, x2="x2:Q", y=y, y2="zero:Q",
            color=alt.condition("datum.passed", alt.value(colours.accent), alt.value(colours.soft)),
        )
    )  # fmt: skip
    line = alt.Chart(alt.Data(values=[{"x": pass_mark, "label": mark}]))
    rule = line.mark_rule(color=colours.ink, strokeDash=[5, 4], strokeWidth=1.5).encode(x=alt.X("x:Q"))
    said = line.mark_text(
        align="right" if pass_mark > 50 else "left", dx=-6 if pass_mark > 50 else 6, baseline="top", font=style.font,
        fontSize=12, color=colours.ink,
    ).encode(x=alt.X("x:Q"), y=alt.value(0), text="label:N")  # fmt: skip
    return alt.layer(drawn, rule, said).properties(width=style.width - 70, height=200)
