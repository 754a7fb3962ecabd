"""What the interactions of QTI mean as kinds of items."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from assessments.formats.drafting import ELSEWHERE, Sketch, choice
from assessments.formats.pictures import picture_type
from assessments.formats.texts import Rich, from_html, picture_name
from assessments.formats.trees import BLANK, Node
from assessments.rules.items import Accepted, Spot
from assessments.rules.soundness import MOST_OPTIONS

GAPS = frozenset({"textentryinteraction", "inlinechoiceinteraction"})
_ASIDE = frozenset({"rubricblock", "feedbackblock", "templateblock", "modalfeedback", "stylesheet", "catalog"})


class Item:
    """One assessmentItem: its declarations, its body and how it is marked."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.body = node.one("itembody") or Node("itembody", "itemBody", {}, node.line)
        self.interactions = [n for n in _everything(self.body) if n.name.endswith("interaction")]
        self.declared = {n.get("identifier"): n for n in node.all("responsedeclaration")}

    def declaration(self, interaction: Node) -> Node:
        """What the interaction's answer is declared to be."""
        name = interaction.get("responseidentifier")
        return self.declared.get(name) or Node("responsedeclaration", "responseDeclaration", {}, self.node.line)

    def stem(self) -> Rich:
        """The question: the body around the interaction, then its prompt."""
        aside = _ASIDE | {n.name for n in self.interactions if n.name not in GAPS}
        around = self.body.markup(aside, GAPS)
        prompts = [prompt.markup() for n in self.interactions for prompt in n.all("prompt")]
        read = from_html(around + "".join(f"<p>{prompt}</p>" for prompt in prompts))

        def gaps(text: str) -> str:
            lines = [line for line in text.split("\n") if line.strip() != BLANK]
            return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).replace(BLANK, "_____").strip()

        return Rich(gaps(read.plain), {name: gaps(text) for name, text in read.spoken.items()}, read.lost, read.figure)

    def points(self) -> float:
        """The most that can be earned; a declared 0 is only what counting starts from."""
        for outcome in self.node.all("outcomedeclaration"):
            value = next(outcome.below("value"), None)
            said = value.text if value and outcome.get("identifier") == "MAXSCORE" else ""
            if outcome.get("identifier") == "SCORE":
                said = outcome.get("normalmaximum")
            if said and float(said) > 0:
                return float(said)
        return 1.0

    @cached_property
    def remarks(self) -> dict[str, Rich]:
        """Modal feedback by the identifier that shows it."""
        return {n.get("identifier"): from_html(n.markup()) for n in self.node.all("modalfeedback")}

    def feedback(self) -> Rich:
        """Feedback that belongs to no single choice."""
        choices = {n.get("identifier") for n in self.body.below("simplechoice")}
        return next((said for name, said in self.remarks.items() if name not in choices and said), Rich())

    def model(self) -> Rich:
        """What is written for whoever marks."""
        blocks = [n for n in self.body.below("rubricblock") if "scorer" in n.get("view")]
        return from_html("".join(f"<p>{n.markup()}</p>" for n in blocks))

    def maps(self, declaration: Node) -> bool:
        """Is the answer marked by the mapping, not by being exactly right?"""
        processing = self.node.one("responseprocessing")
        if declaration.one("mapping") is None or processing is None:
            return declaration.one("mapping") is not None and not declaration.one("correctresponse")
        return "map_response" in processing.get("template") or any(processing.below("mapresponse"))


def _everything(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield child
            if not child.name.endswith("interaction"):
                yield from _everything(child)


def _correct(declaration: Node) -> list[str]:
    right = declaration.one("correctresponse")
    return [value.text for value in right.all("value")] if right else []


def _mapped(declaration: Node) -> dict[str, float]:
    mapping = declaration.one("mapping")
    return {n.get("mapkey"): float(n.get("mappedvalue") or 0) for n in mapping.all("mapentry")} if mapping else {}


def _choice(sketch: Sketch, item: Item, interaction: Node) -> str:
    declaration = item.declaration(interaction)
    choices = interaction.all("simplechoice") or interaction.all("inlinechoice")
    names = [n.get("identifier") for n in choices]
    remarks = frozenset({"feedbackinline", "feedbackblock"})
    sketch.options = [from_html(n.markup(remarks)) for n in choices]
    inline = [next((from_html(r.markup()) for r in n.below(*remarks)), Rich()) for n in choices]
    sketch.option_feedback = [item.remarks.get(name, said) for name, said in zip(names, inline, strict=True)]
    sketch.keep_order = interaction.get("shuffle") != "true" or any(n.get("fixed") == "true" for n in choices)
    right = _correct(declaration)
    single = declaration.get("cardinality", "single") == "single"
    mapped = _mapped(declaration)
    if not right and not any(value > 0 for value in mapped.values()):
        return "no_key"
    if len(names) > MOST_OPTIONS:
        return "too_many_options"
    if item.maps(declaration):
        whole = max(mapped.values(), default=0) if single else sum(value for value in mapped.values() if value > 0)
        shares = [max(-1.0, round(mapped.get(name, 0.0) / whole, 7)) if whole > 0 else 0.0 for name in names]
        reason = choice(sketch, shares, single=single)
    else:
        reason = choice(sketch, [float(name in right) for name in names], single=single)
        sketch.fractions = ()
    if not reason and single and [name.lower() for name in names] == ["true", "false"]:
        sketch.kind, sketch.keep_order = "true_false", False
    return reason


def _match(sketch: Sketch, item: Item, interaction: Node) -> str:
    """Each thing on one side belongs to exactly one on the other; which side asks is seen from the key."""
    sets = [n.all("simpleassociablechoice") for n in interaction.all("simplematchset")]
    if len(sets) != 2:
        return "qti_match_many"
    texts = {n.get("identifier"): from_html(n.markup()) for side in sets for n in side}
    names = [[n.get("identifier") for n in side] for side in sets]
    said = [
        tuple(value.split())
        for value in _correct(item.declaration(interaction)) or _mapped(item.declaration(interaction))
    ]
    pairs = [pair for pair in said if len(pair) == 2 and pair[0] in texts and pair[1] in texts]
    for asked, offered, turned in ((names[0], names[1], False), (names[1], names[0], True)):
        key = [(right, left) if turned else (left, right) for left, right in pairs]
        if sorted(left for left, _right in key) == sorted(asked):
            answers = dict(key)
            sketch.kind = "matching"
            sketch.pairs = [(texts[name], texts[answers[name]]) for name in asked]
            sketch.distractors = [texts[name] for name in offered if name not in answers.values()]
            sketch.keep_order = interaction.get("shuffle") != "true"
            return ""
    return "qti_match_many"


def _order(sketch: Sketch, item: Item, interaction: Node) -> str:
    texts = {n.get("identifier"): from_html(n.markup()) for n in interaction.all("simplechoice")}
    right = [name for name in _correct(item.declaration(interaction)) if name in texts]
    if sorted(right) != sorted(texts):
        return "qti_order_part"
    sketch.kind, sketch.options, sketch.correct = "ordering", [texts[name] for name in right], tuple(range(len(right)))
    return ""


def _text_entry(sketch: Sketch, item: Item, interaction: Node) -> str:
    declaration = item.declaration(interaction)
    if declaration.get("basetype") in ("float", "integer"):
        sketch.kind = "numeric"
        sketch.answers = [(answer, Rich()) for answer in _numbers(item, declaration, sketch.points)]
        return ""
    sketch.kind = "short"
    mapping = declaration.one("mapping")
    entries = mapping.all("mapentry") if mapping else []
    values = [float(n.get("mappedvalue") or 0) for n in entries]
    whole = max(values, default=0)
    sketch.answers = [
        (Accepted(n.get("mapkey"), fraction=max(0.0, round(v / whole, 7)) if whole > 0 else 0.0, match_case=n.get("casesensitive", "true") == "true"), Rich())
        for n, v in zip(entries, values, strict=True)
    ] or [(Accepted(text, match_case=True), Rich()) for text in _correct(declaration)]  # fmt: skip
    return ""


def _numbers(item: Item, declaration: Node, points: float) -> Iterator[Accepted]:
    """Numbers compared in the response processing with their tolerance, else those declared right."""
    right = [float(text) for text in _correct(declaration)]
    found = False
    for condition in item.node.below("responseif", "responseelseif"):
        equal = next(condition.below("equal"), None)
        if equal is None:
            continue
        base = equal.one("basevalue")
        value = float(base.text) if base else (right[0] if right else None)
        outcome = next(condition.below("setoutcomevalue"), None)
        score = next(outcome.below("basevalue"), None) if outcome else None
        if value is not None:
            found = True
            share = round(float(score.text) / points, 7) if score and points else 1.0
            yield Accepted(value=value, tolerance=_tolerance(equal, value), fraction=min(1.0, max(0.0, share)))
    if not found:
        equal = next(item.node.below("equal"), None)
        for value in right:
            yield Accepted(value=value, tolerance=_tolerance(equal, value) if equal else 0.0)


def _tolerance(equal: Node, value: float) -> float:
    sizes = [float(text) for text in equal.get("tolerance").split()]
    if not sizes or equal.get("tolerancemode") == "exact":
        return 0.0
    size = max(sizes) if min(sizes) >= 0 else min(sizes)  # a negative one is told as a fault, not turned round
    return size if equal.get("tolerancemode") == "absolute" else float(f"{abs(value) * size / 100:.12g}")


def _essay(sketch: Sketch, item: Item, interaction: Node) -> str:
    sketch.kind, sketch.model_answer = "essay", item.model()
    return ""


def _hot_spot(sketch: Sketch, item: Item, interaction: Node) -> str:
    picture = next(interaction.below("object", "img", "image"), None)
    name = picture_name(picture.get("data") or picture.get("src")) if picture else ""
    size = _size(picture, sketch.pictures.get(name)) if picture else None
    if size is None:
        return "markers_no_picture"
    declaration = item.declaration(interaction)
    right = [*_correct(declaration), *(key for key, value in _mapped(declaration).items() if value > 0)]
    areas = [(n, n.get("identifier") in right) for n in interaction.all("hotspotchoice")]
    mapping = declaration.one("areamapping")
    if interaction.name == "selectpointinteraction":
        areas = [(n, float(n.get("mappedvalue") or 0) > 0) for n in (mapping.all("areamapentry") if mapping else [])]
    spots = []
    for area, is_right in areas:
        spot = _area(area, size, is_right)
        if spot is None:
            return "qti_shape"
        spots.append((spot, Rich(area.get("hotspotlabel"))))
    if all(spot.right for spot, _label in spots):
        spots.append((ELSEWHERE[0], ELSEWHERE[1]))
    sketch.kind, sketch.figure, sketch.spots = "hot_spot", name, spots
    return ""


def _size(picture: Node, content: bytes | None) -> tuple[float, float] | None:
    if content is not None and picture_type(content) is not None:
        from PIL import Image

        with Image.open(io.BytesIO(content)) as image:
            actual = image.size
    else:
        return None
    said = [picture.get(side) for side in ("width", "height")]
    return (
        (float(said[0]), float(said[1]))
        if all(re.fullmatch(r"\d+(\.\d+)?", s) and float(s) > 0 for s in said)
        else actual
    )


def _area(area: Node, size: tuple[float, float], right: bool) -> Spot | None:
    numbers = [float(text) for text in area.get("coords").split(",") if text.strip()]
    shape = {"rect": "rectangle", "circle": "circle", "poly": "polygon"}.get(area.get("shape"))
    if shape is None or len(numbers) < 3:
        return None
    sides = [size[0]] if shape == "circle" and len(numbers) == 3 else []
    wholes = [size[0], size[1], *sides] if sides else [size[index % 2] for index in range(len(numbers))]
    if shape == "polygon" and numbers[:2] == numbers[-2:] and len(numbers) > 6:
        numbers, wholes = numbers[:-2], wholes[:-2]
    return Spot(shape, tuple(round(min(1.0, max(0.0, n / w)), 6) for n, w in zip(numbers, wholes, strict=True)), right)


INTERACTIONS: dict[str, Callable[[Sketch, Item, Node], str]] = {
    "choiceinteraction": _choice, "inlinechoiceinteraction": _choice, "matchinteraction": _match, "orderinteraction": _order,
    "textentryinteraction": _text_entry, "extendedtextinteraction": _essay, "hotspotinteraction": _hot_spot,
    "selectpointinteraction": _hot_spot,
}  # fmt: skip
