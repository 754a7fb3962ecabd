"""Pictures of an effect: its course by months since training with a band, and the two groups over time."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from lms.core import charts
from lms.core.charts import Style
from lms.evaluation.effect_wording import months_named
from lms.evaluation.models import EffectEstimate

HEIGHT, NARROW_HEIGHT = 280, 220


def course_of_events(
    style: Style, *, rows: list[dict[str, Any]], axis: str, value: str, begins: str, at: float
) -> Any:  # fmt: skip
    """Points with their intervals, the band for all at once behind them, a line at zero and one where training lies."""
    import altair as alt

    colours = style.colours
    height = NARROW_HEIGHT if style.narrow else HEIGHT
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - 60, height=height)
    step = 6 if style.narrow or len(rows) > 26 else 3
    ticks = [row["event"] for row in rows if row["event"] % step == 0]
    x = alt.X("event:Q", title=axis, scale=alt.Scale(nice=False, padding=12), axis=alt.Axis(values=ticks, labelExpr="(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + abs(datum.value)", grid=False, ticks=False))  # fmt: skip
    y = alt.Y("att:Q", title=value, axis=alt.Axis(tickCount=5, domain=False, ticks=False))
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=colours.ink, strokeWidth=1).encode(y="at:Q")
    training = alt.Chart(alt.Data(values=[{"at": at, "text": begins}]))
    after = alt.condition("datum.event >= 0", alt.value(colours.accent), alt.value(colours.soft))
    return alt.layer(
        base.mark_area(opacity=0.15, color=colours.accent).encode(x=x, y=alt.Y("band_low:Q", title=value), y2="band_high:Q"),
        zero,
        training.mark_rule(color=colours.due, strokeDash=[5, 4]).encode(x="at:Q"),
        training.mark_text(color=colours.due, align="left", dx=5, dy=8, fontSize=12, font=style.font).encode(x="at:Q", y=alt.value(0), text="text:N"),
        base.mark_rule(strokeWidth=1.5).encode(x=x, y="low:Q", y2="high:Q", color=after),
        base.mark_point(filled=True, size=44, opacity=1).encode(x=x, y=y, color=after),
    )  # fmt: skip


def two_groups(
    style: Style, *, rows: list[dict[str, Any]], names: list[str], months: list[str], marks: list[int]
) -> Any:
    """Two lines with their names at the end, and ticks where people were trained."""
    import altair as alt

    colours = style.colours
    height = NARROW_HEIGHT if style.narrow else HEIGHT
    every = max(1, len(months) // (3 if style.narrow else 6))
    shown = list(range(0, len(months), every))
    base = alt.Chart(alt.Data(values=rows)).properties(width=style.width - 60, height=height)
    labels = alt.Axis(values=shown, labelExpr=f"{months!r}[datum.value]", grid=False, ticks=False, labelOverlap=True)
    x = alt.X("place:Q", title=None, scale=alt.Scale(domain=[0, len(months) - 1], nice=False), axis=labels)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5, domain=False, ticks=False))
    scale = alt.Scale(domain=names, range=[colours.accent, colours.soft])
    legend = alt.Legend(orient="top", title=None, labelFontSize=13, labelLimit=260, symbolStrokeWidth=3, direction="vertical" if style.narrow else "horizontal", labelColor=colours.ink)  # fmt: skip
    lines = base.mark_line(strokeWidth=2.2).encode(
        x=x, y=y, color=alt.Color("group:N", scale=scale, legend=legend),
        strokeDash=alt.StrokeDash("group:N", scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]]), legend=None),
    )  # fmt: skip
    trained = alt.Chart(alt.Data(values=[{"place": place} for place in marks]))
    return alt.layer(lines, trained.mark_rule(color=colours.due, strokeDash=[3, 4], opacity=0.8).encode(x="place:Q"))


def draw_events(estimate: EffectEstimate, style: Style) -> str | None:
    """The course of events; None where it may not be shown or there is none."""
    keys = ("att", "low", "high", "band_low", "band_high")
    rows = [{"event": one["event"], **{key: one[key] for key in keys}} for one in estimate.report.get("events", ())]
    if not rows:
        return None
    words = {
        "axis": _("Months since the first month after training"),
        "value": _("Difference"),
        "begins": _("Training"),
    }
    ahead = int(estimate.settings.get("anticipation", 0))
    return charts.draw(course_of_events, style, rows=rows, at=-1.0 if ahead == 1 else -0.5 - ahead / 2, **words)


def draw_groups(estimate: EffectEstimate, style: Style) -> str | None:
    """The two groups over time, or one where everybody was trained; None without any."""
    found = (estimate.report.get("groups") or {}).get("course") or []
    names = {"trained": _("Trained in the window"), "others": _("Not trained in the window")}
    rows = [
        {"place": place, "value": month[key], "group": name}
        for key, name in names.items()
        for place, month in enumerate(found)
        if month[key] is not None
    ]
    if not rows:
        return None
    places = {month["month"]: place for place, month in enumerate(found)}
    cohorts = (estimate.report.get("groups") or {}).get("cohorts", ())
    marks = sorted(places[one["month"]] for one in cohorts if one["month"] in places)
    seen = [name for name in names.values() if any(row["group"] == name for row in rows)]
    months = [months_named(month["month"]) for month in found]
    return charts.draw(two_groups, style, rows=rows, names=seen, months=months, marks=marks)
