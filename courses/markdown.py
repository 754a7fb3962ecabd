"""Lesson text: Markdown in, sanitised HTML out. CommonMark with tables; raw HTML is shown as text.

`![what is seen](assets/name.svg)` shows a file of the course. Where `name.zh.svg` and `name.en.svg` exist, readers get
their language's. A paragraph that is only a .webm or .mp4 "image" becomes a video with its poster, sources and captions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from lms.core.units import keep_units

FOLDER = "assets/"
_VIDEOS = ("webm", "mp4")
_VIDEO_TYPES = {"webm": "video/webm", "mp4": "video/mp4"}
_POSTERS = ("webp", "jpg", "jpeg", "png", "svg")
_CAPTION_NAMES = {"zh": "中文", "en": "English"}
_OTHER = {"zh": "en", "en": "zh"}


@dataclass(frozen=True)
class AssetFacts:
    """Where a file of the course is fetched, and the pixels it takes if it is a picture."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Rendered:
    """A lesson's HTML, and the names of files that it wants and the course does not have."""

    html: str
    missing: tuple[str, ...] = ()


@dataclass
class _Page:
    """What the renderer needs to know while it works, and what it notes."""

    language: str
    assets: Mapping[str, AssetFacts]
    missing: list[str]
    ids: set[str]

    def find(self, name: str) -> AssetFacts | None:
        """A file in the reader's language, else the neutral one, else the other language's."""
        stem, _, ending = name.rpartition(".")
        for candidate in (f"{stem}.{self.language}.{ending}", name, f"{stem}.{_OTHER[self.language]}.{ending}"):
            if candidate in self.assets:
                return self.assets[candidate]
        return None

    def find_any(self, stem: str, endings: Sequence[str]) -> AssetFacts | None:
        """The first that exists of files that differ in their ending."""
        return next((found for ending in endings if (found := self.find(f"{stem}.{ending}"))), None)


def render(source: str, *, language: str, assets: Mapping[str, AssetFacts]) -> Rendered:
    """The HTML of one lesson for readers of "zh" or "en"."""
    page = _Page(language, assets, [], set())
    tokens = _MARKDOWN.parse(source)
    _lower_headings(tokens)
    _keep_units(tokens)
    tokens = list(_with_figures(tokens, page))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {"page": page})
    return Rendered(_CLEANER.clean(html).strip(), tuple(dict.fromkeys(page.missing)))


def _lower_headings(tokens: Sequence[Token]) -> None:
    """The page's own title is the h1, so a text that uses h1 has all its headings one step lower."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    if any(token.tag == "h1" for token in headings):
        for token in headings:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _keep_units(tokens: Sequence[Token]) -> None:
    """A line may not end between a number and its unit; code stays as it was typed, to be copied."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = keep_units(child.content)


def _with_figures(tokens: Sequence[Token], page: _Page) -> Iterator[Token]:
    """Paragraphs that hold nothing but a video, or a picture with a caption, become figures."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "paragraph_open" and (figure := _figure(tokens[index + 1], page)):
            yield Token("html_block", "", 0, content=figure + "\n")
            index += 3
            continue
        if token.type == "heading_open":
            token.attrSet("id", _heading_id(tokens[index + 1].content, page.ids))
        yield token
        index += 1


def _heading_id(text: str, taken: set[str]) -> str:
    base = "s-" + (re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:60] or "part")
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _figure(inline: Token, page: _Page) -> str | None:
    children = [c for c in inline.children or () if not (c.type == "text" and not c.content.strip())]
    if len(children) != 1 or children[0].type != "image":
        return None
    image = children[0]
    name = _asset_name(str(image.attrGet("src") or ""))
    if name and name.rpartition(".")[2].lower() in _VIDEOS:
        return _video(name, image.content, page)
    caption = str(image.attrGet("title") or "")
    if not caption:
        return None
    return f"<figure>{_picture(image, page)}<figcaption>{escape(caption)}</figcaption></figure>"


def _asset_name(address: str) -> str | None:
    return address.removeprefix("./").removeprefix(FOLDER) if address.removeprefix("./").startswith(FOLDER) else None


def _picture(image: Token, page: _Page) -> str:
    address, alt = str(image.attrGet("src") or ""), escape(image.content)
    name = _asset_name(address)
    facts = page.find(name) if name else None
    if facts is None:
        page.missing.append(name or address)
        return f"<em>{alt}</em>"
    size = f' width="{facts.width}" height="{facts.height}"' if facts.width else ""
    return f'<img src="{escape(facts.url)}" alt="{alt}"{size} loading="lazy" decoding="async">'


def _video(name: str, alt: str, page: _Page) -> str:
    stem = name.rpartition(".")[0]
    sources = [(ending, facts) for ending in _VIDEOS if (facts := page.find(f"{stem}.{ending}"))]
    if not sources:
        page.missing.append(name)
        return f"<p><em>{escape(alt)}</em></p>"
    poster = page.find_any(stem, _POSTERS) or page.find_any(f"{stem}-poster", _POSTERS)
    attributes = ""
    if poster:
        attributes = f' poster="{escape(poster.url)}" width="{poster.width}" height="{poster.height}"'
    tracks = "".join(
        f'<track kind="captions" src="{escape(page.assets[f"{stem}.{code}.vtt"].url)}" srclang="{code}" '
        f'label="{label}"{" default" if code == page.language else ""}>'
        for code, label in _CAPTION_NAMES.items()
        if f"{stem}.{code}.vtt" in page.assets
    )
    played = "".join(f'<source src="{escape(f.url)}" type="{_VIDEO_TYPES[ending]}">' for ending, f in sources)
    video = (
        f'<video controls playsinline preload="none" aria-label="{escape(alt)}"{attributes}>{played}{tracks}</video>'
    )
    return f"<figure>{video}<figcaption>{escape(alt)}</figcaption></figure>"


def _image_rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return _picture(tokens[index], env["page"])


def _link_rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, page = tokens[index], env["page"]
    address = str(token.attrGet("href") or "")
    name = _asset_name(address)
    if name:
        facts = page.find(name)
        if facts is None:
            page.missing.append(name)
        else:
            token.attrSet("href", facts.url)
    elif re.match(r"(https?:)?//", address, re.I):
        token.attrSet("rel", "noopener noreferrer external")
    return self.renderToken(tokens, index, options, env)


def _cell_rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    style = str(tokens[index].attrs.pop("style", ""))
    if side := style.removeprefix("text-align:"):
        tokens[index].attrSet("class", f"sf-{side}")
    return self.renderToken(tokens, index, options, env)


def _table_rule(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("tabindex", "0")  # a wide table scrolls sideways, by keyboard too
    return self.renderToken(tokens, index, options, env)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    for name, rule in {
        "image": _image_rule, "link_open": _link_rule, "table_open": _table_rule,
        "th_open": _cell_rule, "td_open": _cell_rule,
    }.items():  # fmt: skip
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _markdown()
_TAGS = set(
    "h2 h3 h4 h5 h6 p a em strong s code pre blockquote ul ol li hr br table thead tbody tr th td img figure figcaption "
    "video source track".split()
)
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "a": {"href", "title", "rel"},
        "img": {"src", "alt", "width", "height", "loading", "decoding"},
        "video": {"controls", "playsinline", "preload", "poster", "width", "height", "aria-label"},
        "source": {"src", "type"},
        "track": {"kind", "src", "srclang", "label", "default"},
        "table": {"tabindex"},
        "th": {"class"},
        "td": {"class"},
        "ol": {"start"},
        "code": {"class"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
