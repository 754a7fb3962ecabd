"""What is wrong with a template, one sentence a fault: `python -m tools.template_lint`.

Every visible word goes through translation; nothing inline that the Content-Security-Policy would block; a template
leans only on its own folder, the layouts, the paper of reports and the macros; a form that writes carries its token.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from jinja2.lexer import string_re

from tools.template_skeleton import ENVIRONMENT, Skeleton, parse, skeleton_of

ROOT = Path(__file__).parents[1]
PACKAGES = ("lms", "courses", "assessments", "certificates")
SHARED = ("layouts", "macros", "pdf")
SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "label", "data-text", "data-refused", "hx-confirm", "data-confirm"}
SHOWN_ATTRIBUTES |= {"aria-label", "aria-description", "aria-roledescription", "aria-valuetext"}
NOT_LANGUAGE = {"code", "kbd", "samp", "script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
WORD = re.compile(r"[^\W\d_]{2,}")
TRANSLATORS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SENTENCE = re.compile(r"^[A-Z][a-z]|[\u3400-\u9fff]")


def template_files() -> Iterator[Path]:
    """Every HTML template of the project."""
    for package in PACKAGES:
        for folder in sorted((ROOT / package).rglob("templates")):
            yield from sorted(folder.rglob("*.html"))


def lint(path: Path, known: set[str]) -> list[str]:
    """The faults of one file; `known` holds the names templates can be loaded by."""
    return [f"{path.relative_to(ROOT).as_posix()}:{fault}" for fault in faults(name_of(path), path.read_text(), known)]


def name_of(path: Path) -> str:
    """The name a template is loaded by: its path under the innermost folder called templates."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def faults(name: str, source: str, known: set[str]) -> list[str]:
    """The faults of a template, each beginning with its line."""
    try:
        skeleton = skeleton_of(source)
    except TemplateSyntaxError as error:
        return [f"{error.lineno}: {error.message}"]
    found = [*_leaning(name, source, known), *_hidden(source)]
    found += [f"{line}: a {{% trans %}} of several lines needs trimmed" for line in skeleton.untrimmed_trans]
    reader = _Reader(skeleton, on_paper=_on_paper(name))
    reader.feed(skeleton.html)
    reader.close()
    return sorted(found + reader.faults, key=lambda fault: int(fault.split(":")[0]))


def _leaning(name: str, source: str, known: set[str]) -> Iterator[str]:
    """Extends, includes and imports, and the filters that switch escaping off."""
    tree = parse(source)
    own = name.split("/")[0]
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = node.template  # type: ignore[attr-defined]
        if not isinstance(target, nodes.Const):
            yield f"{node.lineno}: names another template by an expression, so nobody can follow it"
        elif _on_paper(name) and "/" not in target.value:
            continue  # a printed page takes in the style sheet beside it
        elif _on_paper(name) and target.value.split("/")[0] == "pdf":
            continue  # and builds on the report that all printed pages share
        elif target.value.split("/")[0] not in {own, *SHARED}:
            yield f"{node.lineno}: leans on {target.value}, which is neither its own folder, a layout nor a macro"
        elif target.value not in known:
            yield f"{node.lineno}: there is no template {target.value}"
    for node in tree.find_all(nodes.Filter):
        if node.name == "safe":
            yield f"{node.lineno}: |safe switches escaping off; return Markup from the code that made it safe"
    for node in tree.find_all(nodes.ScopedEvalContextModifier):
        yield f"{node.lineno}: switches escaping"


def _on_paper(name: str) -> bool:
    """Is it for WeasyPrint, and never for a browser?"""
    return "pdf" in name.split("/")


def _hidden(source: str) -> Iterator[str]:
    """Data read under the name of an imported macro: the macro hides it, and the page shows nothing without a word."""
    tree = parse(source)
    macros = {alias for node in tree.find_all(nodes.FromImport) for alias in _aliases(node)}
    parts: list[nodes.Getattr | nodes.Getitem] = [*tree.find_all(nodes.Getattr), *tree.find_all(nodes.Getitem)]
    for part in parts:
        if isinstance(part.node, nodes.Name) and part.node.name in macros:
            yield f"{part.lineno}: reads a part of {part.node.name}, which here is an imported macro and hides the data"


def _aliases(node: nodes.FromImport) -> Iterator[str]:
    """The names under which a template knows what it imports."""
    for name in node.names:
        yield name if isinstance(name, str) else name[1]


class _Reader(HTMLParser):
    """Walks the HTML and notes faults."""

    def __init__(self, skeleton: Skeleton, *, on_paper: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.skeleton = skeleton
        self.on_paper = on_paper
        self.faults: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tag, and whether its words are anybody's concern
        self.post_form: tuple[int, bool] | None = None

    def note(self, fault: str) -> None:
        self.faults.append(f"{self.getpos()[0]}: {fault}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        # What names its own language is meant in that language: a certificate speaks both at once.
        aside = tag in NOT_LANGUAGE or values.get("translate") == "no" or bool(Skeleton.literal(values.get("lang")))
        aside = aside or self._is_aside()
        if tag not in VOID:
            self.open.append((tag, aside))
        for name, value in attrs:
            self._attribute(tag, name, value, values, aside=aside)
        if tag == "script" and not values.get("src"):
            self.note("a <script> without src is blocked by the Content-Security-Policy")
        if tag == "style" and not self.on_paper:
            self.note("a <style> element is blocked by the Content-Security-Policy")
        if tag == "img" and "alt" not in values:
            self.note('an <img> needs alt (alt="" when it only decorates)')
        if tag == "form" and (values.get("method") or "").lower() == "post":
            self.post_form = (self.getpos()[0], False)

    def _attribute(self, tag: str, name: str, value: str | None, values: dict[str, str | None], *, aside: bool) -> None:
        if name == "style" and not self.on_paper:
            self.note("an inline style is blocked by the Content-Security-Policy; use a class")
        if name.startswith(("on", "hx-on")):
            self.note(f"{name} is blocked by the Content-Security-Policy; use a file of js")
        if (value or "").strip().lower().startswith("javascript:"):
            self.note(f"a javascript: address in {name}")
        is_button = tag == "input" and values.get("type") in {"submit", "button", "reset"}
        if not aside and (name in SHOWN_ATTRIBUTES or (name == "value" and is_button)):
            self._shown(value, f"in {name}")
        self._token(self.skeleton.expressions_in(value))

    def handle_data(self, data: str) -> None:
        self._token(self.skeleton.expressions_in(data))
        if not self._is_aside():
            self._shown(data, "in the text")

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass
        if tag == "form" and self.post_form is not None:
            line, has_token = self.post_form
            if not has_token:
                self.faults.append(f"{line}: a form that posts needs csrf_token")
            self.post_form = None

    def _is_aside(self) -> bool:
        return bool(self.open and self.open[-1][1])

    def _token(self, expressions: list[str]) -> None:
        if self.post_form and any("csrf" in source or "hidden_tag" in source for source in expressions):
            self.post_form = (self.post_form[0], True)

    def _shown(self, text: str | None, where: str) -> None:
        for word in WORD.findall(Skeleton.literal(text)):
            if not word.isupper() or not word.isascii():  # PDF, XLSX and the like read the same everywhere
                self.note(f"“{' '.join(Skeleton.literal(text).split())[:60]}” {where} is not translated")
                break
        for source in self.skeleton.expressions_in(text):
            for literal in _shown_literals(source):
                self.note(f"“{literal}” {where} is not translated")


def _shown_literals(source: str) -> Iterator[str]:
    """String constants that an expression would put before the reader."""
    if not any("\\" in quoted[0] or WORD.search(quoted[0]) for quoted in string_re.finditer(source)):
        return  # to take apart what holds no word takes longest of all
    (output,) = ENVIRONMENT.parse("{{" + source + "}}").body
    for expression in output.nodes:  # type: ignore[attr-defined]
        yield from _displayed(expression)


def _displayed(node: nodes.Node | None) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        if any(not word.isupper() for word in WORD.findall(node.value)):
            yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _displayed(node.expr1)
        yield from _displayed(node.expr2)
    elif isinstance(node, nodes.Concat):
        for part in node.nodes:
            yield from _displayed(part)
    elif isinstance(node, (nodes.Or, nodes.And, nodes.Add)):
        yield from _displayed(node.left)
        yield from _displayed(node.right)
    elif isinstance(node, nodes.Filter):
        yield from _displayed(node.node)
    elif isinstance(node, nodes.Call) and getattr(node.node, "name", None) not in TRANSLATORS:
        # A macro's argument: a code or a class is written small, a sentence begins with a capital.
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            yield from (text for text in _displayed(argument) if SENTENCE.search(text))


def lint_all() -> list[str]:
    """The faults of every template."""
    files = list(template_files())
    known = {name_of(path) for path in files}
    return [fault for path in files for fault in lint(path, known)]


if __name__ == "__main__":
    found = lint_all()
    print("\n".join(found) or f"{sum(1 for _ in template_files())} templates")
    sys.exit(1 if found else 0)
