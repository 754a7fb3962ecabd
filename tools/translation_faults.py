"""What is wrong with a translation. Each fault is one sentence that names catalogue and string."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from tools import catalogues

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sd]|\{(\w*)\}")
TAG = re.compile(r"</?([a-z][a-z0-9]*)\b[^>]*>")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?(]|[,;!?)][\u3400-\u9fff]")
ENGLISH_WORD = re.compile(r"[A-Za-z]*[a-z]{2,}")
CALLS = set(catalogues.KEYWORDS)


def faults(packages: list[str] | None = None) -> list[str]:
    """Everything that stands between the code and a complete, consistent Chinese."""
    names = packages or list(catalogues.SOURCES)
    found = [fault for name in names for fault in _of_package(name)]
    return found + list(conflicts({name: catalogues.read(name) for name in catalogues.SOURCES}))


def _of_package(package: str) -> Iterator[str]:
    yield from _not_literal(package)
    yield from compare(package, catalogues.extract(package), catalogues.read(package))


def compare(package: str, code: Catalog, chinese: Catalog) -> Iterator[str]:
    """The strings of the code against those of the catalogue, both ways, and each translation for itself."""
    in_code = {_key(message) for message in catalogues.messages(code)}
    in_catalogue = {_key(message) for message in catalogues.messages(chinese)}
    for key in sorted(in_code - in_catalogue):
        yield f"{package}: {key[1]!r} is not in the catalogue; run make translations"
    for key in sorted(in_catalogue - in_code):
        yield f"{package}: {key[1]!r} is no longer in the code; run make translations"
    if chinese.obsolete:
        yield f"{package}: the catalogue keeps {len(chinese.obsolete)} obsolete entries; run make translations"
    for message in catalogues.messages(chinese):
        for fault in _of_message(message):
            yield f"{package}: {_key(message)[1]!r} {fault}"


def conflicts(by_package: dict[str, Catalog]) -> Iterator[str]:
    """The catalogues are merged when the program runs, so one English string can have only one Chinese."""
    texts: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for package, catalogue in by_package.items():
        for message in catalogues.messages(catalogue):
            for text in filter(None, _forms(message.string)):
                texts[_key(message)][text].append(package)
    for (_, english), versions in sorted(texts.items()):
        if len(versions) > 1:
            listing = ", ".join(f"{text!r} ({' '.join(names)})" for text, names in versions.items())
            yield f"{english!r} has several translations: {listing}; settle on one, or tell them apart with pgettext"


def _key(message: Message) -> tuple[str, str]:
    return (message.context or "", _forms(message.id)[0])


def _forms(text: object) -> list[str]:
    return [str(form or "") for form in text] if isinstance(text, (list, tuple)) else [str(text or "")]


def _of_message(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy"
    if not catalogues.is_translated(message):
        yield "has no Chinese"
        return
    english = _forms(message.id)
    for chinese in _forms(message.string):
        yield from _of_text(english, chinese, same="same" in " ".join(message.user_comments))


def _of_text(english: list[str], chinese: str, *, same: bool) -> Iterator[str]:
    wanted = set(_placeholders(english[-1]))  # Chinese has one form for every number, and that is the one of many
    if _placeholders(chinese) != wanted:
        yield f"needs the placeholders {sorted(wanted)}, and the Chinese has {sorted(_placeholders(chinese))}"
    if sorted(TAG.findall(chinese)) != sorted(TAG.findall(english[-1])):
        yield f"has other tags in Chinese: {chinese!r}"
    if chinese.strip() != chinese and english[0].strip() == english[0]:
        yield "begins or ends with white space in Chinese only"
    bare = PLACEHOLDER.sub("X", chinese)
    if not same and not HAN.search(bare) and ENGLISH_WORD.search(TAG.sub("", PLACEHOLDER.sub("", english[0]))):
        yield f"is not Chinese: {chinese!r}; where that is right, put the comment “# same” above the entry"
    if wrong := HALF_WIDTH.search(TAG.sub("", bare)):
        yield f"has half-width punctuation in Chinese: {wrong.group()!r}"


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


def _not_literal(package: str) -> Iterator[str]:
    """`_(f"…")` and `_("…" + x)` look translated and never are."""
    for path in catalogues.source_files(package):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in CALLS
                and node.args
                and isinstance(node.args[0], (ast.JoinedStr, ast.BinOp))
            ):
                place = f"{path.relative_to(catalogues.ROOT).as_posix()}:{node.lineno}"
                yield f"{place}: {node.func.id}() needs one plain string with %(name)s placeholders"
