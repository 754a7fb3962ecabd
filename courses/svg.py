"""Whether an SVG picture is only a picture: no script, no event handler, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio", "video", "a"}
_ANIMATIONS = {"animate", "set", "animatetransform", "animatemotion"}
_OUTSIDE_CSS = re.compile(r"@import|expression\s*\(|url\(\s*(?!['\"]?\s*#)|\\", re.I)
_INLINE_PICTURE = re.compile(r"data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]+", re.I)
_DECLARED = re.compile(r"<\?xml[^>]*encoding\s*=\s*['\"]([^'\"]+)", re.I)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px)?\s*")


class HostileSvg(Exception):
    """Why a file is not taken as a picture; `what` names the element, attribute or fault."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def check_svg(content: bytes) -> tuple[int, int]:
    """The picture's width and height in pixels. Raises HostileSvg when it holds anything but a picture."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HostileSvg("UTF-8") from error
    declared = _DECLARED.match(text.lstrip())
    if declared and declared.group(1).lower() not in ("utf-8", "utf8"):
        raise HostileSvg(f"encoding {declared.group(1)}")
    if "<?xml-stylesheet" in text:
        raise HostileSvg("xml-stylesheet")
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise HostileSvg("DOCTYPE") from error
    except ParseError as error:
        raise HostileSvg(f"XML, line {error.position[0]}") from error
    if root.tag != f"{_NAMESPACE}svg":
        raise HostileSvg(str(root.tag))
    for what in _faults(root):
        raise HostileSvg(what)
    return size_of(root)


def _faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in _FORBIDDEN:
            yield f"<{name}>"
        if name == "style" and _OUTSIDE_CSS.search("".join(element.itertext())):
            yield "<style>"
        if name in _ANIMATIONS and _plain(element, "attributename").startswith(("on", "href", "xlink:href")):
            yield f"<{name} attributeName>"
        for attribute, value in element.attrib.items():
            yield from _attribute_faults(attribute.rpartition("}")[2].lower(), value)


def _plain(element: Element, name: str) -> str:
    return next((v.strip().lower() for k, v in element.attrib.items() if k.rpartition("}")[2].lower() == name), "")


def _attribute_faults(name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield name
    elif name in ("href", "src") and not value.startswith("#") and not _INLINE_PICTURE.fullmatch(value):
        yield f"{name}={value[:40]}"
    elif name == "base" or (name == "style" and _OUTSIDE_CSS.search(value)):
        yield name
    elif re.search(r"url\(\s*(?!['\"]?\s*#)|javascript:", value, re.I):
        yield f"{name}={value[:40]}"


def size_of(root: Any) -> tuple[int, int]:
    """Width and height as stated, else from the view box, else a square."""
    width, height = (_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height"))
    if width and height:
        return round(float(width.group(1))) or 1, round(float(height.group(1))) or 1
    try:
        box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    except ValueError:
        box = []
    return (round(box[2]) or 1, round(box[3]) or 1) if len(box) == 4 and min(box[2:]) > 0 else (300, 300)
