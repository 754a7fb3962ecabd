"""Fonts shared by a batch of documents.

One certificate rendered with the system's fonts takes four times as long and is eight times as large as one whose
fonts were cut down beforehand. A batch cuts each font once for all its texts, and keeps one font configuration.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from lms.core.pdf.fonts import STYLES, Style, compose, is_han_text, is_layout, needs_companion, refuse_missing, sources
from lms.core.pdf.subset import build_subset

BASIC_CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0·–—‘’“”…•№×、。，：；！？（）《》第页共"
"""Always included: what page numbers, generated text and punctuation need."""

SCHEME = "font:"


COMPANIONS = 4
KINDS = 12
"""How many pages that were laid out a batch keeps: two scripts and some lengths of names, of a few tiers."""


def families(design: str, *, latin: bool = False, apart: bool = False) -> str:
    """The CSS font-family list for "serif" or "sans": for Chinese, for English, or for a text set apart whole."""
    name = f"Shifu {design.title()}"
    more = [f"{name} More {number}" for number in range(1, COMPANIONS + 1)]
    order = [*([*more, f"{name} Latin"] if apart else [f"{name} Latin", *more] if latin else []), name, *more]
    return ", ".join(f"'{family}'" for family in dict.fromkeys(order))


class FontBatch:
    """Fonts holding the characters of the given texts, for as many documents as share them.

    Used in CSS by the names `Shifu Serif`, `Shifu Sans` (Chinese first), `Shifu Serif Latin`, `Shifu Sans Latin`
    (English punctuation) and, for what those lack, `Shifu Serif More 1` to `4`, `Shifu Sans More 1` to `4`: a Latin
    text that needs such a letter is in there as a whole, so that a name is not set in two designs (`families` gives
    the whole list in order). Use as a context manager.
    """

    def __init__(
        self,
        texts: Iterable[str],
        *,
        styles: Iterable[Style] = STYLES,
        only: Mapping[Style, Iterable[str]] | None = None,
        folder: Path | None = None,
    ) -> None:
        """`only` gives the texts of a style that sets no others, such as headings: fewer glyphs are faster. The font files lie
        in a folder of the batch's own within `folder`."""
        self._texts = tuple(dict.fromkeys(compose(text) for text in texts))
        self._characters = frozenset("".join(self._texts) + BASIC_CHARACTERS)
        refuse_missing("".join(sorted(self._characters)))
        self._folder: tempfile.TemporaryDirectory[str] | None = tempfile.TemporaryDirectory(
            prefix="pdf-fonts-", dir=folder
        )
        self._place = Path(self._folder.name)
        self._files: dict[str, Path] = {}
        self._rules: list[str] = []
        self._configuration: Any = None
        self._sheets: dict[str, Any] = {}
        self.layouts: dict[tuple[str, ...], Any] = {}
        for style in styles:
            own = tuple(map(compose, only[style])) if only and style in only else self._texts
            self._add(style, own)

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which reads the font files and leaves them where they are."""
        return {"_characters": self._characters, "_files": self._files, "_rules": self._rules}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _texts=(), _folder=None, _configuration=None, _sheets={}, layouts={})

    def __enter__(self) -> "FontBatch":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the font files. Documents already made keep theirs."""
        self._configuration = None
        self._sheets.clear()
        self.layouts.clear()
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def files(self) -> Mapping[str, Path]:
        """Font files by the address that documents use for them."""
        return self._files

    def covers(self, text: str) -> bool:
        """Whether every character of the text is in the batch's fonts."""
        return all(is_layout(character) or character in self._characters for character in compose(text))

    def configuration(self) -> Any:
        """WeasyPrint's font configuration, made at the first document and kept: a new one each costs more than the
        rest of a certificate."""
        if self._configuration is None:
            from weasyprint.text.fonts import FontConfiguration

            self._configuration = FontConfiguration()
        return self._configuration

    def sheets(self, css: Iterable[str], url_fetcher: Any) -> list[Any]:
        """The style sheet that declares the fonts and the given ones, each parsed once for the whole batch."""
        from weasyprint import CSS

        texts = ["\n".join(self._rules), *css]
        for text in texts:
            if text not in self._sheets:
                self._sheets[text] = CSS(string=text, font_config=self.configuration(), url_fetcher=url_fetcher)
        return [self._sheets[text] for text in texts]

    def keep_layout(self, kind: tuple[str, ...], layout: Any) -> None:
        """Keep a page that was laid out for others of its kind, few at a time: the oldest goes first."""
        if len(self.layouts) >= KINDS:
            self.layouts.pop(next(iter(self.layouts)))
        self.layouts[kind] = layout

    def _add(self, style: Style, texts: tuple[str, ...]) -> None:
        design, weight = style
        characters = self._characters if texts is self._texts else frozenset("".join(texts) + BASIC_CHARACTERS)
        chosen = sources(style)
        family = f"Shifu {design.title()}"
        latin = {character for character in characters if not is_han_text(character)}
        self._add_face(family, weight, build_subset(chosen.han, characters, family=family, weight=weight))
        family += " Latin"
        self._add_face(family, weight, build_subset(chosen.latin, latin, family=family, weight=weight))
        apart = "".join(text for text in texts if needs_companion(text, style))
        wanted = {c for c in apart if not is_han_text(c)}
        wanted |= {c for c in characters if ord(c) not in chosen.han.cmap and not is_layout(c)}
        for number, source in enumerate(chosen.companions, start=1):
            present = {character for character in wanted if ord(character) in source.cmap}
            if present:
                family = f"Shifu {design.title()} More {number}"
                self._add_face(family, weight, build_subset(source, present, family=family, weight=weight))
            wanted -= present

    def _add_face(self, family: str, weight: int, font: bytes) -> None:
        address = f"{SCHEME}{hashlib.sha256(font).hexdigest()[:32]}"
        path = self._place / address.removeprefix(SCHEME)
        path.write_bytes(font)
        self._files[address] = path
        self._rules.append(f"@font-face{{font-family:'{family}';font-weight:{weight};src:url({address})}}")
