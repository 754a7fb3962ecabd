"""A Jinja template as a plain HTML parser can read it: statements gone, each expression one private character.

Line numbers stay those of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import Environment
from jinja2.ext import do, i18n, loopcontrols

ENVIRONMENT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=[do, i18n, loopcontrols])
parse = lru_cache(maxsize=4)(ENVIRONMENT.parse)
"""A template's tree, to be read only: several rules look at the same one."""
FIRST = 0xF0000  # a private plane of Unicode: no template has these characters of its own


@dataclass
class Skeleton:
    """The HTML with its expressions set aside."""

    html: str = ""
    expressions: list[str] = field(default_factory=list)
    untrimmed_trans: list[int] = field(default_factory=list)

    def expressions_in(self, text: str | None) -> list[str]:
        """The sources of the expressions that stand in a piece of the HTML."""
        return [self.expressions[ord(mark) - FIRST] for mark in text or "" if ord(mark) >= FIRST]

    @staticmethod
    def literal(text: str | None) -> str:
        """A piece of the HTML without its expressions."""
        return "".join(character for character in text or "" if ord(character) < FIRST)


def skeleton_of(source: str) -> Skeleton:
    """Takes a template apart. Raises TemplateSyntaxError for what Jinja itself would refuse."""
    parse(source)
    made = Skeleton()
    html: list[str] = []
    lines = 1
    inside: list[str] | None = None  # the tokens of the statement or expression being read
    blocks: list[str] = []  # what closes each open block
    trans: tuple[int, bool] | None = None  # since which line, and whether trimmed
    for line, kind, value in ENVIRONMENT.lex(source):
        if kind in ("block_begin", "variable_begin"):
            inside = []
        elif kind == "block_end":
            words = "".join(inside or []).split()
            inside = None
            if words[:1] == ["block"]:
                blocks.append(_close_of(words[1], html))
            elif words[:1] == ["endblock"]:
                html.append(blocks.pop())
            elif words[:1] == ["trans"]:
                trans = (line, "trimmed" in words)
            elif words[:1] == ["endtrans"]:
                trans = None
        elif kind == "variable_end":
            if trans is None:
                html.append(chr(FIRST + len(made.expressions)))
                made.expressions.append("".join(inside or []).strip())
            inside = None
        elif inside is not None:
            inside.append(value)
        elif kind == "data" and trans is None:
            html.append("\n" * (line - lines))
            html.append(value)
            lines = max(lines, line) + value.count("\n")
        elif kind == "data" and trans is not None and "\n" in value.strip() and not trans[1]:
            made.untrimmed_trans.append(trans[0])
    made.html = "".join(html)
    return made


def _close_of(block: str, html: list[str]) -> str:
    """A block that fills a tag of the parent template (`body_attributes`, `main_class`) gets a tag to stand in."""
    written = "".join(html)
    if written.rfind("<") > written.rfind(">"):
        return ""
    if block.endswith("attributes"):
        html.append("<template ")
        return "></template>"
    if block.endswith("class"):
        html.append('<template class="')
        return '"></template>'
    return ""
