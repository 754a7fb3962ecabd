"""Texts of other systems as ours: HTML and Markdown become plain lines with `\\(formulas\\)` and `![words](pictures)`.

Nothing of the HTML is kept, so nothing in it can do harm; what had a meaning and is gone is named in `lost`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from assessments.rules.items import PICTURE, Words

LONGEST = 200_000
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
FIGURE = "shifu-figure"
"""The class by which our own files mark the picture that stands beside a question, not in its text."""
MOST_TAGS = 20_000
_BLOCKS = frozenset("address article aside blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tfoot tr ul caption".split())  # fmt: skip
_SILENT = frozenset("script style head title template noscript object iframe svg select button".split())
_EMPHASIS = frozenset("b strong em i u mark s strike del ins".split())
_SUPER = str.maketrans("0123456789+-=()n−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻")
_SUB = str.maketrans("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
_IS_SUPER, _IS_SUB = re.compile(r"[0-9+\-=()n−]+"), re.compile(r"[0-9+\-=()−]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_MLANG = re.compile(r"\{mlang\s+([\w-]+)\}(.*?)\{mlang\}", re.DOTALL)
_FORMULAS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")


class TextTooLong(Exception):
    """A text that no question has."""


@dataclass
class Rich:
    """A text that was read: the same for all (`plain`), or one for each language; the pictures it names; what it lost."""

    plain: str = ""
    spoken: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    figure: str = ""

    def __bool__(self) -> bool:
        return bool(self.plain or any(self.spoken.values()))

    @property
    def said(self) -> str:
        """All of it, to look for names and languages in."""
        return self.plain or "\n".join(self.spoken.values())

    def words(self, languages: tuple[str, ...]) -> Words:
        """The text for an item that is written in these languages."""
        if self.spoken:
            return Words(self.spoken.get("zh", ""), self.spoken.get("en", ""))
        return Words(self.plain if "zh" in languages else "", self.plain if "en" in languages else "")


def languages_of(*texts: Rich) -> tuple[str, ...]:
    """The languages that an item is in: those its question names, else the one that its script shows."""
    for text in texts:
        if spoken := tuple(language for language in ("zh", "en") if text.spoken.get(language)):
            return spoken
    return ("zh",) if any(_HAN.search(text.plain) for text in texts) else ("en",)


def rich(text: str, form: str) -> Rich:
    """A text in the format that the file names: html, markdown, plain, or moodle (HTML where it has tags)."""
    if len(text) > LONGEST:
        raise TextTooLong
    if form == "markdown":
        return _from_markdown(text)
    if form == "html" or (form != "plain" and _TAG.search(text)):
        return from_html(text)
    if "{mlang" in text:
        return _from_mlang(text)
    return Rich(_formulas(_tidy(text)))


def from_html(text: str) -> Rich:
    """HTML as lines of text."""
    if len(text) > LONGEST or text.count("<") > MOST_TAGS:
        raise TextTooLong
    if "{mlang" in text:
        text = _MLANG.sub(lambda m: f'<span class="multilang" lang="{html.escape(m[1])}">{m[2]}</span>', text)
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.result()


def _from_mlang(text: str) -> Rich:
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    return from_html(escaped)


def _from_markdown(text: str) -> Rich:
    formulas: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        formulas.append(found[0])
        return f"\ue000{len(formulas) - 1}\ue001"

    read = from_html(_markdown().render(_FORMULAS.sub(put_aside, text)))

    def put_back(said: str) -> str:
        return _formulas(re.sub("\ue000(\\d+)\ue001", lambda m: formulas[int(m[1])], said))

    return Rich(put_back(read.plain), {name: put_back(said) for name, said in read.spoken.items()}, read.lost)


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def _formulas(text: str) -> str:
    return _FORMULAS.sub(lambda m: f"\\({' '.join((m[1] or m[2] or m[3]).split())}\\)", text)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Builder(HTMLParser):
    """Collects what a page would show, each piece with the language it is marked with."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []
        self.lost: set[str] = set()
        self.figure = ""
        self._silent = 0
        self._kept = 0
        self._spans: list[str] = []
        self._small: list[tuple[str, int]] = []
        self._lists: list[int] = []
        self._cells = 0

    def _say(self, text: str) -> None:
        self.pieces.append((self._spans[-1] if self._spans else "", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not self._silent:
            self._picture(dict(attrs))
        elif tag == "br":
            self._say("\n")
        elif tag in _SILENT:
            self._silent += 1
            self.lost.add("object") if tag in ("object", "iframe", "svg") else None
        elif tag in ("span", "div"):
            self._spans.append(_multilang(dict(attrs)) or (self._spans[-1] if self._spans else ""))
        if self._silent:
            return
        if tag in _BLOCKS:
            self._say("\n")
        if tag in ("ol", "ul"):
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._say(self._mark())
        elif tag in ("td", "th"):
            self._cells += 1
            self._say(" | " if self._cells > 1 else "")
            self.lost.add("table")
        elif tag == "tr":
            self._cells = 0
        elif tag == "pre":
            self._kept += 1
        elif tag in ("sub", "sup"):
            self._small.append((tag, len(self.pieces)))
        elif tag in _EMPHASIS:
            self.lost.add("emphasis")
        elif tag == "math":
            self.lost.add("formula")
        elif tag in ("audio", "video"):
            self.lost.add("object")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
            return
        if tag in ("span", "div") and self._spans:
            self._spans.pop()
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._kept = max(0, self._kept - 1)
        elif tag in ("sub", "sup") and self._small:
            self._close_small()
        if tag in _BLOCKS and tag != "li":
            self._say("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(data if self._kept else re.sub(r"[ \t\r\n\u00a0]+", " ", data))

    def _mark(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _close_small(self) -> None:
        tag, start = self._small.pop()
        text = "".join(piece for _language, piece in self.pieces[start:]).strip()
        del self.pieces[start:]
        table, allowed, mark = (_SUPER, _IS_SUPER, "^") if tag == "sup" else (_SUB, _IS_SUB, "_")
        if text:
            self._say(text.translate(table) if allowed.fullmatch(text) else f"{mark}({text})")

    def _picture(self, attributes: dict[str, str | None]) -> None:
        source, words = attributes.get("src") or "", re.sub(r"[\[\]\s]+", " ", attributes.get("alt") or "").strip()
        if attributes.get("class") == "texrender" or (words.startswith("$$") and words.endswith("$$")):
            self._say(f"\\({words.strip('$')}\\)")
        elif (name := picture_name(source)) and not name.lower().endswith(PICTURE_ENDINGS):
            self.lost.add("picture_kind")
        elif name and FIGURE in (attributes.get("class") or "").split():
            self.figure = name
        elif name:
            self._say(f"![{words}]({name})")
        else:
            self.lost.add("picture_elsewhere")

    def result(self) -> Rich:
        spoken = {language for language, _piece in self.pieces if language}
        if not spoken & {"zh", "en"}:
            return Rich(self._joined(None), {}, self.lost, self.figure)
        if spoken - {"zh", "en"}:
            self.lost.add("language")
        said: dict[str, str] = {name: self._joined(name) for name in ("zh", "en") if name in spoken}
        return Rich("", said, self.lost, self.figure)

    def _joined(self, wanted: str | None) -> str:
        text = "".join(piece for language, piece in self.pieces if wanted is None or language in ("", wanted))
        return _formulas(_lines(text))


def _lines(text: str) -> str:
    """Spaces as in HTML, but for lines that were kept as they are."""
    lines = [line.rstrip() if line.startswith(("  ", "\t")) else line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r"(?<=\S) {2,}", " ", line) for line in lines)).strip("\n ")


def _multilang(attributes: dict[str, str | None]) -> str:
    named = attributes.get("lang") or attributes.get("xml:lang") or ""
    if "multilang" not in (attributes.get("class") or "").split() or not named:
        return ""
    return {"zh": "zh", "en": "en"}.get(re.split("[-_]", named.lower())[0], named.lower())


def picture_name(source: str) -> str:
    """The name under which a picture comes with the file; none for one that lies elsewhere."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", source) or source.startswith("//"):
        return ""
    name = PurePosixPath(unquote(source.split("?")[0].split("#")[0])).name
    return re.sub(r"[()\[\]\n\0]", "_", name)[:200]


def as_html(words: Words, address: str) -> str:
    """Our text as HTML; `address` is put before the names of pictures. Both languages as Moodle's filter marks them."""
    if words.zh and words.en and words.zh != words.en:
        return "".join(
            f'<span class="multilang" lang="{tag}">{_html(text, address)}</span>'
            for tag, text in (("zh_cn", words.zh), ("en", words.en))
        )
    return _html(words.zh or words.en, address)


def _html(text: str, address: str) -> str:
    escaped = html.escape(text, quote=True)
    escaped = PICTURE.sub(lambda m: f'<img src="{address}{m[1]}" alt="{m[0][2 : m[0].index("]")]}">', escaped)
    return escaped.replace("\n", "<br>")
