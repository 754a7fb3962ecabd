"""Moodle XML: the file, its categories, and what every kind of question shares. The kinds stand in `moodle_kinds`."""

from __future__ import annotations

from assessments.formats import Reading
from assessments.formats.drafting import Collector, Sketch, decoded_picture
from assessments.formats.moodle_kinds import KINDS
from assessments.formats.texts import PICTURE_ENDINGS, Rich, TextTooLong, picture_name, rich
from assessments.formats.trees import BrokenXml, Node, read_tree
from assessments.rules.items import Place


def read(content: bytes, name: str) -> Reading:
    """Drafts by the line on which each `<question>` begins."""
    try:
        root = read_tree(content)
    except BrokenXml as error:
        return Reading.unreadable(name, error.code, error.line, **error.values)
    if root.name != "quiz":
        return Reading.unreadable(name, "not_moodle", root.line)
    found = Collector(name)
    for node in root.all("question"):
        try:
            _take(found, node, Place(name, node.line))
        except TextTooLong:
            found.fault(node.line, "text_too_long")
        except (ValueError, OverflowError) as error:
            found.fault(node.line, "xml_not_a_number", value=str(error)[:40])
    return found.reading()


def _take(found: Collector, node: Node, place: Place) -> None:
    kind = node.get("type")
    title = _plain(node.one("name"))
    if kind == "category":
        found.category(_plain(node.one("category")))
        return
    key = node.of("idnumber")
    if kind not in KINDS:
        found.leave(place, key or title, "description" if kind == "description" else "moodle_kind", value=kind[:40])
        return
    sketch = Sketch(
        place, "", text_of(node.one("questiontext"), "html"), key=key, title=title,
        feedback=text_of(node.one("generalfeedback"), "html"), points=float(node.of("defaultgrade") or 1),
        tags=[_plain(tag) for tags in node.all("tags") for tag in tags.all("tag")],
        particulars=node.of("shifu"), pictures=_pictures(found, node),
    )  # fmt: skip
    if any(not (file.get("name") or ".png").lower().endswith(PICTURE_ENDINGS) for file in node.below("file")):
        sketch.lost.add("object")
    if any(
        text_of(node.one(part), "html") for part in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    ):
        sketch.lost.add("combined_feedback")
    if node.one("hint") and any(text_of(hint, "html") for hint in node.all("hint")):
        sketch.lost.add("hints")
    if reason := KINDS[kind](sketch, node):
        found.leave(place, key or title, reason)
    else:
        found.add(sketch)


def _plain(node: Node | None) -> str:
    return (node.of("text") or node.text) if node else ""


def text_of(node: Node | None, otherwise: str = "moodle") -> Rich:
    """The text of an element in the format that it names."""
    if node is None:
        return Rich()
    named = node.get("format")
    form = {"html": "html", "markdown": "markdown", "plain_text": "plain", "moodle_auto_format": "moodle"}.get(
        named, otherwise
    )
    return rich(node.of("text"), form)


def _pictures(found: Collector, node: Node) -> dict[str, bytes]:
    """The files inside a question, which its texts name as @@PLUGINFILE@@/name."""
    pictures: dict[str, bytes] = {}
    for file in node.below("file"):
        name = picture_name(file.get("name") or "picture.png")
        if not name.lower().endswith(PICTURE_ENDINGS):
            continue
        content = decoded_picture(file.text) if file.get("encoding", "base64") == "base64" else None
        if content is None:
            found.fault(file.line, "figure_not_a_picture", "figure", name=name[:60])
        elif pictures.setdefault(name, content) != content:
            found.fault(file.line, "picture_twice", "figure", name=name[:60])
    if (old := node.one("image")) and old.text and (packed := node.of("imagebase64")):
        content = decoded_picture(packed)
        if content is not None:
            pictures[picture_name(old.text)] = content
    return pictures
