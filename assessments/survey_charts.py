"""The pictures of results: how the answers to each question are spread over its scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.charts import Style

_ROW = 74
_LEAST_LABEL = 7.0
CLOSING, OPENING = "，。：；？！、）》】”’", "（《【“‘"
"""Signs that begin no line, and those that end none."""


@dataclass(frozen=True)
class Spread:
    """One question: its words, the share of each point in per cent from the lowest to the highest, and what stands at the
    right: its mean with n."""

    label: str
    shares: tuple[float, ...]
    values: tuple[str, ...]
    figure: str


def spreads(style: Style, *, rows: Sequence[Spread], low_label: str, high_label: str) -> Any:
    """One bar a question, from the lowest point at the left (pale) to the highest at the right (dark), each share written
    into its part where there is room."""
    import altair as alt

    colours = style.colours
    parts, texts = [], []
    for number, row in enumerate(rows):
        top, start = number * _ROW, 0.0
        lines = _wrapped(row.label, style)
        texts.append({"y": top + 14, "label": lines, "figure": row.figure})
        for place, share in enumerate(row.shares):
            shade = place / max(1, len(row.shares) - 1)
            label = f"{row.values[place]}: {share:.0f}%" if share >= 2 * _LEAST_LABEL else row.values[place]
            parts.append(
                {
                    "x": start, "x2": start + share, "y": top + 38, "y2": top + 62, "middle": start + share / 2,
                    "shade": 0.15 + 0.85 * shade, "label": label if share >= _LEAST_LABEL else "", "dark": shade > 0.5,
                }
            )  # fmt: skip
            start += share
    height = len(rows) * _ROW + 18
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    y_scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    font: dict[str, Any] = {"font": style.font, "fontSize": 12}
    base = alt.Chart(alt.Data(values=parts)).properties(width=style.width - 16, height=height)
    bars = base.mark_rect(color=colours.accent, stroke=colours.card, strokeWidth=1).encode(
        x=x, x2="x2:Q", y=alt.Y("y:Q", scale=y_scale, axis=None), y2="y2:Q",
        opacity=alt.Opacity("shade:Q", scale=None, legend=None),
    )  # fmt: skip
    within = {"x": alt.X("middle:Q"), "y": alt.Y("y:Q", scale=y_scale), "text": alt.Text("label:N")}
    on_dark = base.transform_filter("datum.dark").mark_text(dy=12, color=colours.card, **font).encode(**within)
    on_pale = base.transform_filter("!datum.dark").mark_text(dy=12, color=colours.ink, **font).encode(**within)
    heads = alt.Chart(alt.Data(values=texts))
    named = heads.mark_text(align="left", baseline="top", dy=-12, lineBreak="\n", color=colours.ink, **font).encode(
        x=alt.value(0), y=alt.Y("y:Q", scale=y_scale), text="label:N"
    )
    figures = heads.mark_text(
        align="right", baseline="top", dy=-12, color=colours.soft, font=style.font, fontSize=12, fontWeight=600
    ).encode(x=alt.value(style.width - 16), y=alt.Y("y:Q", scale=y_scale), text="figure:N")
    ends = alt.Chart(alt.Data(values=[{"y": height - 8, "low": low_label, "high": high_label}]))
    left = ends.mark_text(align="left", color=colours.soft, **font).encode(
        x=alt.value(0), y=alt.Y("y:Q", scale=y_scale), text="low:N"
    )
    right = ends.mark_text(align="right", color=colours.soft, **font).encode(
        x=alt.value(style.width - 16), y=alt.Y("y:Q", scale=y_scale), text="high:N"
    )
    return alt.layer(bars, on_dark, on_pale, named, figures, left, right)


def _wrapped(text: str, style: Style) -> str:
    """The words in at most two lines beside the figure; what does not fit ends in an ellipsis (the table has all of it)."""
    room = style.width - 16 - 110
    lines, line, used = [], "", 0.0
    for word in _pieces(text):
        width = sum(12.2 if ord(letter) > 0x2E7F else 6.4 for letter in word)
        if used + width > room and line:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + word, used + width
    lines.append(line.rstrip())
    return "\n".join(lines) if len(lines) <= 2 else f"{lines[0]}\n{lines[1][:-1]}…"


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and beside every Chinese character; no line begins with what closes or goes on."""
    pieces: list[str] = []
    word = ""
    for letter in text:
        if letter in CLOSING and not word and pieces:
            pieces[-1] += letter
            continue
        word += letter
        if (letter == " " or ord(letter) > 0x2E7F) and letter not in OPENING:
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces
