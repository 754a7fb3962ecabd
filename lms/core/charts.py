"""Charts: an Altair specification drawn as SVG by vl-convert, the same picture on a page and on paper.

Altair and vl-convert take more than a second and a hundred megabytes to start, so nothing here is imported before a
picture is really drawn, and a picture drawn once is kept on disk under a hash of everything that went into it. Pages
show a chart as an image of its own address, so that no page waits for one.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response as Answer
from flask import current_app, request
from werkzeug.wrappers import Response

WIDE, NARROW = 680, 310
MOST_KEPT = 2000
"""So many pictures stay on disk; the oldest go."""
_HAN_FIRST = "PingFang SC, Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, Inter, sans-serif"
_LATIN_FIRST = (
    "Inter, Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, DejaVu Sans, Noto Sans SC, Noto Sans CJK SC, sans-serif"
)


@dataclass(frozen=True)
class Colours:
    """The colours of the interface that charts use; see static/css/shifu.css."""

    ink: str
    soft: str
    line: str
    card: str
    accent: str
    good: str
    due: str
    bad: str


LIGHT = Colours("#17242b", "#55646c", "#e3e1db", "#ffffff", "#0b6477", "#246b41", "#8a5200", "#a93226")
DARK = Colours("#e8eef0", "#a7b6bc", "#2d3d44", "#172228", "#62c2d4", "#86d3a2", "#f0bf6c", "#f5a095")


@dataclass(frozen=True)
class Style:
    """How a picture is drawn: for which reader, on what width, on light or dark."""

    language: str = "zh"
    narrow: bool = False
    dark: bool = False

    @property
    def width(self) -> int:
        """In pixels; the height follows."""
        return NARROW if self.narrow else WIDE

    @property
    def colours(self) -> Colours:
        """Those of the page around it."""
        return DARK if self.dark else LIGHT

    @property
    def font(self) -> str:
        """The system's fonts, the reader's script first."""
        return _HAN_FIRST if self.language == "zh" else _LATIN_FIRST


def wanted_style(language: str) -> Style:
    """The style that the address of a picture asks for."""
    return Style(language, request.args.get("size") == "narrow", request.args.get("theme") == "dark")


def draw(drawing: Callable[..., Any], style: Style, **content: Any) -> str:
    """The SVG of `drawing(style, **content)`, a function that gives an Altair chart. Content is plain data."""
    key = _key(drawing, style, content)
    path = _folder() / f"{key}.svg"
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        svg = _convert(drawing(style, **content), style)
        _keep(path, svg)
        return svg


def answer(svg: str) -> Response:
    """The picture as an answer of its own; the browser asks whether it changed."""
    response = Answer(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(svg.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _convert(chart: Any, style: Style) -> str:
    import vl_convert

    colours, font = style.colours, style.font
    axis = {
        "labelColor": colours.soft,
        "titleColor": colours.soft,
        "gridColor": colours.line,
        "domainColor": colours.line,
        "tickColor": colours.line,
        "labelFont": font,
        "titleFont": font,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
    }
    configured = chart.configure(background=colours.card, font=font).configure_view(stroke=None).configure_axis(**axis)
    return str(vl_convert.vegalite_to_svg(configured.to_dict()))


def _key(drawing: Callable[..., Any], style: Style, content: dict[str, Any]) -> str:
    said = [drawing.__qualname__, _source_of(drawing), asdict(style), content]
    return hashlib.sha256(json.dumps(said, default=_plain, sort_keys=True).encode()).hexdigest()[:40]


@cache
def _source_of(drawing: Callable[..., Any]) -> str:
    """What draws, itself: a changed drawing makes new pictures."""
    module = inspect.getmodule(drawing)
    code = inspect.getsource(module if module is not None else drawing) + Path(__file__).read_text("utf-8")
    return hashlib.sha256(code.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no plain content of a chart")


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].jobs_path.parent / "charts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(path: Path, svg: str) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(svg, "utf-8")
    temporary.replace(path)
    kept = sorted(path.parent.glob("*.svg"), key=lambda old: old.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
