"""Pictures of a return: benefits against costs with their limits, and what the result hangs on."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from lms.core import charts
from lms.core.charts import Style
from lms.evaluation.returns_wording import bar_name, money
from lms.evaluation.rules.returns.results import Returns
from lms.evaluation.rules.returns.sensitivity import tornado

MOST_BARS = 8


def balance(style: Style, *, rows: list[dict[str, Any]]) -> Any:
    """Benefits and costs on one axis of money: a bar to the central figure, a line from limit to limit."""
    import altair as alt

    colours = style.colours
    order = [row["name"] for row in rows]
    room = max(max(row["high"], row["value"]) for row in rows) or 1
    low = min(0.0, *(row["low"] for row in rows))
    scale = alt.Scale(domain=[low * 1.05, room * 1.12], nice=False)
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - 110, height=56 * len(rows))
    y = alt.Y(
        "name:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=13, labelPadding=8, ticks=False, domain=False, labelLimit=102),
    )
    ticks = alt.Axis(tickCount=4 if style.narrow else 6, grid=True, domain=False, ticks=False, format="~s", title=None)
    colour = alt.Color(
        "side:N", scale=alt.Scale(domain=["benefit", "cost"], range=[colours.accent, colours.due]), legend=None
    )
    return alt.layer(
        base.mark_bar(height=22, opacity=0.28).encode(x=alt.X("value:Q", scale=scale, axis=ticks), y=y, color=colour),
        base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y, color=colour),
        base.mark_tick(thickness=3, height=18).encode(x=alt.X("low:Q", scale=scale), y=y, color=colour),
        base.mark_tick(thickness=3, height=18).encode(x=alt.X("high:Q", scale=scale), y=y, color=colour),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("value:Q", scale=scale), y=y, color=colour),
        base.mark_text(align="left", dx=0, dy=-19, fontSize=12, font=style.font, color=colours.ink, fontWeight="bold").encode(x=alt.X("low:Q", scale=scale), y=y, text="label:N"),
    )  # fmt: skip


def hinges(style: Style, *, rows: list[dict[str, Any]], nothing: float, central: float) -> Any:
    """A tornado: each figure's reach in ROI %, the widest on top; the dashed line is where nothing would be left."""
    import altair as alt

    colours = style.colours
    order = [row["name"] for row in rows]
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - (140 if style.narrow else 270), height=40 * len(rows))  # fmt: skip
    axis = alt.Axis(
        labelLimit=125 if style.narrow else 250,
        labelFontSize=12,
        labelPadding=10,
        ticks=False,
        domain=False,
        title=None,
    )
    y = alt.Y("name:N", sort=order, axis=axis)
    x = alt.X(
        "low:Q",
        scale=alt.Scale(padding=10),
        axis=alt.Axis(tickCount=5, grid=True, domain=False, ticks=False, title="ROI %"),
    )
    colour = alt.Color(
        "sign:N", scale=alt.Scale(domain=["changes", "keeps"], range=[colours.due, colours.accent]), legend=None
    )
    at = alt.Chart(alt.Data(values=[{"x": nothing}]))
    middle = alt.Chart(alt.Data(values=[{"x": central}]))
    return alt.layer(
        base.mark_bar(height=18, opacity=0.75).encode(x=x, x2="high:Q", y=y, color=colour),
        middle.mark_rule(color=colours.ink, strokeWidth=1).encode(x="x:Q"),
        at.mark_rule(color=colours.bad, strokeWidth=1.5, strokeDash=[5, 4]).encode(x="x:Q"),
    )


def draw_balance(returns: Returns, style: Style) -> str:
    """The SVG of benefits against costs."""
    central, limits = returns.central, returns.limits
    rows = []
    sides = [("benefit", _("Benefits"), central.benefits), ("cost", _("Costs"), central.costs)]
    for side, name, value in sides if central.counted else sides[1:]:
        found = limits[f"{side}s"] if limits else None
        low, high = (
            (value, value) if found is None or found.low is None or found.high is None else (found.low, found.high)
        )
        told = money(value) if low == high else f"{money(value)}  ({money(low)} – {money(high)})"
        rows.append(
            {"side": side, "name": name, "value": float(value), "low": float(low), "high": float(high), "label": told}
        )
    return charts.draw(balance, style, rows=rows)


def draw_hinges(returns: Returns, style: Style) -> str | None:
    """The SVG of the tornado; None where nothing is uncertain."""
    bars = tornado(returns)[:MOST_BARS]
    if not bars or returns.central.roi_percent is None:
        return None
    rows = [
        {"name": bar_name(bar), "low": float(min(bar.roi_low, bar.roi_high)), "high": float(max(bar.roi_low, bar.roi_high)), "sign": "changes" if bar.changes_sign else "keeps"}
        for bar in bars
    ]  # fmt: skip
    return charts.draw(hinges, style, rows=rows, nothing=0.0, central=float(returns.central.roi_percent))


def balances(style: Style, *, rows: list[dict[str, Any]], benefit: str, cost: str) -> Any:
    """Several cases on one axis of money: a bar to the central benefits, a line from limit to limit, a mark at the costs."""
    import altair as alt

    colours, step = style.colours, 58
    height = step * len(rows) + 10
    data = [{**row, "head": place * step + 14, "y": place * step + 38} for place, row in enumerate(rows)]
    room = max(max(row["high"], row["cost"]) for row in rows) or 1
    low = min(0.0, *(row["low"] for row in rows))
    scale = alt.Scale(domain=[low * 1.05, room * 1.05], nice=False)
    axis = alt.Axis(tickCount=4 if style.narrow else 6, grid=True, domain=False, ticks=False, format="~s", title=None)
    y_scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    y, head = alt.Y("y:Q", scale=y_scale, axis=None), alt.Y("head:Q", scale=y_scale, axis=None)
    base = alt.Chart(alt.Data(values=data)).properties(width=style.width - 32, height=height)
    x, right = alt.X("value:Q", scale=scale, axis=axis), style.width - 32
    colour = alt.Color("side:N", scale=alt.Scale(domain=[benefit, cost], range=[colours.accent, colours.due]), legend=alt.Legend(orient="top", title=None, labelFontSize=12, labelColor=colours.ink))  # fmt: skip
    words: dict[str, Any] = {"font": style.font, "fontSize": 12, "baseline": "middle"}
    shown = base.transform_calculate(side=f"{benefit!r}", zero="0")
    return alt.layer(
        shown.mark_bar(height=14, opacity=0.35).encode(x=x, x2="zero:Q", y=y, color=colour),
        base.mark_rule(strokeWidth=2.5, color=colours.accent).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y),
        base.transform_calculate(side=f"{cost!r}").mark_tick(thickness=3.5, height=22).encode(x=alt.X("cost:Q", scale=scale, axis=axis), y=y, color=colour),
        base.mark_text(align="left", color=colours.ink, limit=right - 110, **words).encode(x=alt.value(0), y=head, text="name:N"),
        base.mark_text(align="right", color=colours.soft, fontWeight=600, **words).encode(x=alt.value(right), y=head, text="label:N"),
    )  # fmt: skip
