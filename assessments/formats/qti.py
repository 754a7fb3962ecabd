"""QTI 2.1, 2.2 and 3.0: a package, or the XML of one item. What each interaction means stands in `qti_interactions`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from assessments.formats import Reading
from assessments.formats.drafting import Collector, Sketch
from assessments.formats.packages import BadPackage, open_package
from assessments.formats.qti_interactions import INTERACTIONS, Item
from assessments.formats.texts import PICTURE_ENDINGS, TextTooLong, picture_name
from assessments.formats.trees import BrokenXml, Node, read_tree
from assessments.rules.items import Place

MANIFEST = "imsmanifest.xml"


def read(content: bytes, name: str) -> Reading:
    """Drafts; in a package a place is the file inside it and the line there."""
    found = Collector(name)
    if content[:2] == b"PK":
        try:
            files = open_package(content)
        except BadPackage as error:
            return Reading.unreadable(name, error.code, **error.values)
        _package(found, files)
    else:
        try:
            _items(found, read_tree(content), name, "", {}, "")
        except BrokenXml as error:
            return Reading.unreadable(name, error.code, error.line, **error.values)
    return found.reading()


def _package(found: Collector, files: Mapping[str, bytes]) -> None:
    manifest = next((path for path in sorted(files, key=len) if posixpath.basename(path).lower() == MANIFEST), None)
    listed: list[tuple[str, str]] = []
    if manifest is None:
        listed = [(path, "") for path in sorted(files) if path.lower().endswith(".xml")]
    else:
        try:
            listed = list(_resources(read_tree(files[manifest]), posixpath.dirname(manifest)))
        except BrokenXml as error:
            found.fault(error.line, error.code, **error.values)
    for path, particulars in listed:
        if path not in files:
            found.fault(0, "package_lacks", name=path[:80])
            continue
        try:
            _items(found, read_tree(files[path]), f"{found.name} › {path}", posixpath.dirname(path), files, particulars)
        except BrokenXml as error:
            found.fault_at(Place(f"{found.name} › {path}", error.line), error.code, **error.values)


def _resources(manifest: Node, base: str) -> Iterator[tuple[str, str]]:
    """The items that a manifest lists, with what we wrote beside them."""
    for resource in manifest.below("resource"):
        kind = resource.get("type").lower()
        if ("imsqti" in kind and "item" in kind) or kind.startswith("imsqti_xmlv"):
            ours = next(resource.below("shifu"), None)
            href = unquote(resource.get("href"))
            yield posixpath.normpath(posixpath.join(base, href)), ours.text if ours else ""


def _items(found: Collector, root: Node, shown: str, base: str, files: Mapping[str, bytes], particulars: str) -> None:
    items = [root] if root.name == "assessmentitem" else list(root.below("assessmentitem"))
    if not items:
        if root.name in ("questestinterop", "assessmenttest") and not files:
            code = "qti_old" if root.name == "questestinterop" else "qti_test_alone"
            found.fault_at(Place(shown, root.line), code)
        elif not files:
            found.fault_at(Place(shown, root.line), "not_qti")
        return
    for node in items:
        place = Place(shown, node.line)
        try:
            _take(found, node, place, base, files, particulars)
        except TextTooLong:
            found.fault_at(place, "text_too_long")
        except (ValueError, OverflowError) as error:
            found.fault_at(place, "xml_not_a_number", value=str(error)[:40])


def _take(found: Collector, node: Node, place: Place, base: str, files: Mapping[str, bytes], particulars: str) -> None:
    item = Item(node)
    key, title = node.get("identifier"), node.get("title")
    if len(item.interactions) != 1:
        found.leave(place, title or key, "qti_several" if item.interactions else "description")
        return
    interaction = item.interactions[0]
    if interaction.name not in INTERACTIONS:
        found.leave(place, title or key, "qti_kind", value=interaction.raw[:40])
        return
    sketch = Sketch(place, "", item.stem(), key=key, title=title, points=item.points(), particulars=particulars)
    sketch.feedback = item.feedback()
    sketch.pictures = _pictures(found, node, place, base, files)
    if next(node.below("templatedeclaration"), None):
        found.leave(place, title or key, "calculated")
    elif reason := INTERACTIONS[interaction.name](sketch, item, interaction):
        found.leave(place, title or key, reason)
    else:
        found.add(sketch)


def _pictures(found: Collector, node: Node, place: Place, base: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of a package that an item shows. One that is missing is left to be found beside the file."""
    pictures: dict[str, bytes] = {}
    for shown in node.below("img", "object", "image"):
        source = shown.get("src") or shown.get("data") or shown.get("href")
        path = posixpath.normpath(posixpath.join(base, unquote(source)))
        name = picture_name(source)
        if (
            name.lower().endswith(PICTURE_ENDINGS)
            and path in files
            and pictures.setdefault(name, files[path]) != files[path]
        ):
            found.fault_at(place, "picture_twice", name=name[:60])
    return pictures
