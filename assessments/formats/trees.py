"""XML from strangers: read without entities, outside files or endless depth, every element with the line it stands on."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces

DEEPEST = 100
BLANK = "\ue002"
MOST_NODES = 500_000
MOST_BYTES = 100 * 1024 * 1024
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"'](gb2312|gbk|gb18030)[\"'][^>]*\?>", re.IGNORECASE)


class BrokenXml(Exception):
    """The file cannot be read as XML, or may not be: where and why."""

    def __init__(self, code: str, line: int = 0, **values: Any) -> None:
        super().__init__(code)
        self.code, self.line, self.values = code, line, values


@dataclass
class Node:
    """An element: its name without namespace, in small letters and without hyphens or a leading `qti`."""

    name: str
    raw: str
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """The children of this name."""
        return [child for child in self.children if isinstance(child, Node) and child.name == name]

    def one(self, name: str) -> Node | None:
        """The first child of this name."""
        return next(iter(self.all(name)), None)

    def below(self, *names: str) -> Iterator[Node]:
        """Every element below of one of these names, in order."""
        for child in self.children:
            if isinstance(child, Node):
                if child.name in names:
                    yield child
                yield from child.below(*names)

    @property
    def text(self) -> str:
        """All text in it, trimmed."""
        return "".join(child if isinstance(child, str) else child.raw_text() for child in self.children).strip()

    def raw_text(self) -> str:
        """All text in it as it stands."""
        return "".join(child if isinstance(child, str) else child.raw_text() for child in self.children)

    def of(self, name: str, otherwise: str = "") -> str:
        """The text of a child."""
        child = self.one(name)
        return child.text if child else otherwise

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute; names as elements' names are made comparable."""
        return self.attributes.get(comparable(name), otherwise)

    def markup(self, leave_out: frozenset[str] = frozenset(), blanks: frozenset[str] = frozenset()) -> str:
        """What is in it as HTML, without the elements left out, and with BLANK for those that are gaps to fill."""
        return "".join(
            html.escape(child, quote=False) if isinstance(child, str) else child._outer(leave_out, blanks)
            for child in self.children
        )

    def _outer(self, leave_out: frozenset[str], blanks: frozenset[str]) -> str:
        if self.name in leave_out:
            return ""
        if self.name in blanks:
            return BLANK
        tag, marks = self.raw.split(":")[-1].lower(), dict(self.attributes)
        if tag == "object" and "data" in marks:
            tag, marks = "img", {"src": marks["data"], "alt": self.text}
        if tag == "math" and (formula := self._formula()):
            return html.escape(f"\\({formula}\\)", quote=False)
        said = "".join(f' {name}="{html.escape(value)}"' for name, value in marks.items())
        return f"<{tag}{said}>" + ("" if tag in ("br", "img") else f"{self.markup(leave_out, blanks)}</{tag}>")

    def _formula(self) -> str:
        """LaTeX that stands with a formula in MathML."""
        notes = (note for note in self.below("annotation") if "tex" in note.get("encoding").lower())
        return next((note.text for note in notes), self.get("alttext"))


def comparable(name: str) -> str:
    """QTI 3.0 says `qti-simple-choice` where 2.1 says `simpleChoice`: one name for both."""
    name = name.split(":")[-1].replace("-", "").lower()
    return name.removeprefix("qti") or name


def read_tree(content: bytes) -> Node:
    """The root of a document. Raises BrokenXml."""
    from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
    from defusedxml.sax import make_parser

    if len(content) > MOST_BYTES:
        raise BrokenXml("file_too_large", most=MOST_BYTES // 1024 // 1024)
    if declared := _DECLARED.match(content):
        try:
            content = b'<?xml version="1.0"?>' + content[declared.end() :].decode("gb18030").encode()
        except UnicodeDecodeError as error:
            raise BrokenXml("not_utf8") from error
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, False)
    parser.setFeature(feature_external_ges, False)
    growing = _Growing()
    parser.setContentHandler(growing)
    try:
        parser.parse(io.BytesIO(content))
    except (DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden) as error:
        raise BrokenXml("xml_declares", growing.line()) from error
    except SAXParseException as error:
        raise BrokenXml("broken_xml", error.getLineNumber() or 1) from error
    except (ValueError, LookupError) as error:
        raise BrokenXml("broken_xml", growing.line()) from error
    if growing.root is None:
        raise BrokenXml("broken_xml", 1)
    return growing.root


class _Growing(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self._where: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._where = locator

    def line(self) -> int:
        """Where the parser is."""
        return (self._where.getLineNumber() or 1) if self._where else 1

    def startElement(self, name: str, attrs: Any) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST:
            raise BrokenXml("xml_too_deep", self.line(), most=DEEPEST)
        if self._count > MOST_NODES:
            raise BrokenXml("xml_too_many", self.line(), most=MOST_NODES)
        marks = {comparable(key): value for key, value in attrs.items() if not key.startswith("xmlns")}
        node = Node(comparable(name), name, marks, self.line())
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        children = self._open[-1].children
        if children and isinstance(children[-1], str) and len(children[-1]) < 4096:
            children[-1] += content
        else:
            children.append(content)
