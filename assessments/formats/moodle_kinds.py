"""The kinds of questions of Moodle XML: each fills a sketch, or says why it cannot be ours."""

from __future__ import annotations

import io
from collections.abc import Callable

from assessments.formats.drafting import ELSEWHERE, Sketch, choice
from assessments.formats.pictures import picture_type
from assessments.formats.texts import Rich, rich
from assessments.formats.trees import Node
from assessments.rules.items import Accepted, Spot

_FORMS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
_TRUE = ("1", "true", "yes")


def _text(node: Node | None, otherwise: str) -> Rich:
    return rich(node.of("text"), _FORMS.get(node.get("format"), otherwise)) if node else Rich()


def _share(answer: Node) -> float:
    return round(float(answer.get("fraction") or 0) / 100, 7)


def _said(node: Node, name: str, otherwise: bool) -> bool:
    """A yes or no: an element that says so, or is there and empty."""
    child = node.one(name)
    if child is None:
        return otherwise
    return child.text.lower() in (*_TRUE, "")


def _multichoice(sketch: Sketch, node: Node) -> str:
    answers = node.all("answer")
    single = _said(node, "single", True)
    sketch.options = [_text(answer, "html") for answer in answers]
    sketch.option_feedback = [_text(answer.one("feedback"), "html") for answer in answers]
    sketch.keep_order = not _said(node, "shuffleanswers", True)
    return choice(sketch, [_share(answer) for answer in answers], single=single)


def _all_or_nothing(sketch: Sketch, node: Node) -> str:
    """The plug-in `multichoiceset`: exactly the right options or nothing."""
    _multichoice(sketch, node)
    sketch.kind, sketch.fractions = "multiple", ()
    sketch.correct = tuple(index for index, answer in enumerate(node.all("answer")) if _share(answer) > 0)
    return ""


def _true_false(sketch: Sketch, node: Node) -> str:
    sketch.kind = "true_false"
    feedback = {}
    for answer in node.all("answer"):
        truth = answer.of("text").strip().lower() in ("true", "1")
        feedback[truth] = _text(answer.one("feedback"), "html")
        if _share(answer) > 0:
            sketch.correct = (0,) if truth else (1,)
    sketch.option_feedback = (feedback.get(True, Rich()), feedback.get(False, Rich()))
    return ""


def _short(sketch: Sketch, node: Node) -> str:
    sketch.kind = "short"
    match_case = _said(node, "usecase", False)
    answers = []
    for answer in node.all("answer"):
        text = answer.of("text")
        if text.strip("* "):
            accepted = Accepted(text, fraction=_share(answer), match_case=match_case)
            answers.append((accepted, _text(answer.one("feedback"), "html")))
        else:
            sketch.lost.add("catch_all")
    sketch.answers = answers
    return ""


def _numeric(sketch: Sketch, node: Node) -> str:
    sketch.kind = "numeric"
    units = [(unit.of("unit_name"), float(unit.of("multiplier") or 1)) for unit in node.below("unit")]
    answers = []
    for answer in node.all("answer"):
        text = answer.of("text")
        if text in ("", "*"):
            sketch.lost.add("catch_all")
            continue
        value, tolerance = float(text), float(answer.of("tolerance") or 0)
        said = _text(answer.one("feedback"), "html")
        for unit, times in units or [("", 1.0)]:
            accepted = Accepted(
                value=_times(value, times), tolerance=_times(tolerance, times), unit=unit, fraction=_share(answer)
            )
            answers.append((accepted, said))
    sketch.answers = answers
    return ""


def _times(value: float, times: float) -> float:
    return value if times == 1 else float(f"{value * times:.12g}")


def _matching(sketch: Sketch, node: Node) -> str:
    sketch.kind = "matching"
    sketch.keep_order = not _said(node, "shuffleanswers", True)
    pairs = [(_text(sub, "html"), _text(sub.one("answer"), "html")) for sub in node.all("subquestion")]
    sketch.pairs = [pair for pair in pairs if pair[0]]
    sketch.distractors = [answer for question, answer in pairs if not question]
    return ""


def _essay(sketch: Sketch, node: Node) -> str:
    sketch.kind = "essay"
    sketch.model_answer = _text(node.one("graderinfo"), "html")
    if _text(node.one("responsetemplate"), "html"):
        sketch.lost.add("response_template")
    return ""


def _ordering(sketch: Sketch, node: Node) -> str:
    sketch.kind = "ordering"
    sketch.options = [_text(answer, "html") for answer in node.all("answer")]
    sketch.correct = tuple(range(len(sketch.options)))
    sketch.partial = node.of("gradingtype", "ALL_OR_NOTHING").upper() not in ("ALL_OR_NOTHING", "-1")
    return ""


def _markers(sketch: Sketch, node: Node) -> str:
    """Drag-and-drop markers are a hot spot where all zones are for one marker; several markers ask several things."""
    drags = {drag.of("no"): drag.of("text") for drag in node.all("drag")}
    wanted = {drop.of("choice") for drop in node.all("drop")} - {"0", ""}
    file = node.one("file")
    content = sketch.pictures.get(file.get("name")) if file else None
    if not wanted or len(wanted) > 1 or len(drags) > 1 or content is None or picture_type(content) is None:
        return "markers_several" if content else "markers_no_picture"
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        size = picture.size
    sketch.kind, sketch.figure = "hot_spot", file.get("name") if file else ""
    found = [
        _zone(drop.of("shape"), drop.of("coords"), size) for drop in node.all("drop") if drop.of("choice") in wanted
    ]
    sketch.spots = [*((spot, Rich()) for spot in found), ELSEWHERE]
    return ""


def _zone(shape: str, coords: str, size: tuple[int, int]) -> Spot:
    """Moodle's "x,y;w,h", "x,y;r" and "x1,y1;x2,y2;…" in pixels, as fractions."""
    width, height = size
    points = [[float(number) for number in point.split(",")] for point in coords.split(";") if point.strip()]
    if shape == "circle":
        (x, y), (radius, *_rest) = points
        return Spot("circle", (_part(x, width), _part(y, height), _part(radius, width)))
    if shape == "rectangle":
        (x, y), (w, h) = points
        return Spot("rectangle", (_part(x, width), _part(y, height), _part(x + w, width), _part(y + h, height)))
    return Spot("polygon", tuple(number for x, y in points for number in (_part(x, width), _part(y, height))))


def _part(pixels: float, whole: int) -> float:
    return round(min(1.0, max(0.0, pixels / whole)), 6)


def _cloze(sketch: Sketch, node: Node) -> str:
    return "cloze"


def _calculated(sketch: Sketch, node: Node) -> str:
    return "calculated"


KINDS: dict[str, Callable[[Sketch, Node], str]] = {
    "multichoice": _multichoice, "multichoiceset": _all_or_nothing, "truefalse": _true_false, "shortanswer": _short,
    "numerical": _numeric, "matching": _matching, "ddmatch": _matching, "essay": _essay, "ordering": _ordering,
    "ddmarker": _markers, "cloze": _cloze, "multianswer": _cloze, "calculated": _calculated,
    "calculatedmulti": _calculated, "calculatedsimple": _calculated,
}  # fmt: skip
