"""The fonts that may be embedded in a document, and which characters they have.

Two designs (serif, sans), each in two weights, come from Noto CJK, which holds all of GB 2312 and the rare characters
found in names. What it lacks, mostly Central European letters, comes from a companion font. A character that none of
them has is refused by name: a certificate with a box in it must never leave the house.
"""

import os
import subprocess
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

Style = tuple[str, int]
"""A design and a weight, as ("serif", 700)."""

STYLES: tuple[Style, ...] = (("serif", 400), ("serif", 700), ("sans", 400), ("sans", 700))

# File names as Debian, Ubuntu, Fedora and Adobe ship them. The first that is found is used.
HAN_FILES: Mapping[Style, tuple[str, ...]] = {
    ("serif", 400): ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "SourceHanSerif-Regular.ttc"),
    ("serif", 700): ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf", "SourceHanSerif-Bold.ttc"),
    ("sans", 400): ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSans-Regular.ttc"),
    ("sans", 700): ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSans-Bold.ttc"),
}
COMPANION_FILES: Mapping[Style, tuple[str, ...]] = {
    ("serif", 400): ("NotoSerif-Regular.ttf", "LiberationSerif-Regular.ttf", "DejaVuSerif.ttf"),
    ("serif", 700): ("NotoSerif-Bold.ttf", "LiberationSerif-Bold.ttf", "DejaVuSerif-Bold.ttf"),
    ("sans", 400): ("NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "DejaVuSans.ttf"),
    ("sans", 700): ("NotoSans-Bold.ttf", "LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
INSTALL_HINT = "apt-get install fonts-noto-cjk"

_reading = threading.RLock()


class FontsNotFound(RuntimeError):
    """No Chinese font is installed where documents are made."""

    def __init__(self) -> None:
        super().__init__(f"No Noto CJK font found. Install it ({INSTALL_HINT}) or point PDF_FONT_DIR to its folder.")


class MissingGlyph(ValueError):
    """No font that may be embedded can show these characters."""

    code = "pdf.missing_glyph"

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        super().__init__("No font shows " + ", ".join(describe(character) for character in self.characters))


@dataclass(frozen=True)
class FontSource:
    """One face in a font file. Its tables are read once and kept, for a font of 65,000 glyphs is slow to open."""

    path: Path
    number: int
    mapped_by: int | None = None
    """The face whose character map is used instead, where a collection shares one set of glyphs."""

    @property
    def drawn(self) -> "FontSource":
        """The same glyphs without regard to which characters they stand for."""
        return FontSource(self.path, self.number)

    @property
    def font(self) -> TTFont:
        return _open(self.path, self.number)

    @property
    def cmap(self) -> Mapping[int, str]:
        """Glyph name by code point."""
        return _cmap(self.path, self.number if self.mapped_by is None else self.mapped_by)


@dataclass(frozen=True)
class StyleSources:
    """Where one design and weight takes its glyphs: Chinese text, Latin text, and what the first two lack."""

    han: FontSource
    latin: FontSource
    companions: tuple[FontSource, ...]

    def __iter__(self) -> Iterator[FontSource]:
        yield self.han
        yield from self.companions


def describe(character: str) -> str:
    """The character as a person can look it up: its code point, and itself where it can be printed."""
    printable = unicodedata.category(character)[0] not in "CZM"
    return f"U+{ord(character):04X} {character}" if printable else f"U+{ord(character):04X}"


def missing_characters(text: str) -> tuple[str, ...]:
    """The characters of the text that some style could not show, in order of appearance, each once. Every style has to show
    each, so that a name does not depend on where it stands."""
    wanted = dict.fromkeys(character for character in compose(text) if not is_layout(character))
    missing: set[str] = set()
    for style in STYLES:
        rest = set(wanted)
        for source in sources(style):
            if not rest:
                break  # the character map of a further font is not even opened
            rest = {character for character in rest if ord(character) not in source.cmap}
        missing |= rest
    return tuple(character for character in wanted if character in missing)


def refuse_missing(text: str) -> None:
    """Raise MissingGlyph where the text holds a character that would come out as a box."""
    if missing := missing_characters(text):
        raise MissingGlyph(missing)


def compose(text: str) -> str:
    """The text with accents joined to their letters. Chinese characters stay as they were written."""
    if not any(unicodedata.combining(character) for character in text):
        return text
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(unicodedata.normalize("NFC", c) if len(c) > 1 else c for c in clusters)


def is_layout(character: str) -> bool:
    """Whether the character is white space, or only chooses between shapes of the one before it."""
    return (
        character in " \t\r\n\u00a0" or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )


def is_han_text(character: str) -> bool:
    """Whether the character belongs to Chinese text: ideographs, radicals, kana, full-width forms."""
    return ord(character) >= 0x2E80


def needs_companion(text: str, style: Style = ("serif", 400)) -> bool:
    """Whether some Latin letter of the text is not in the main font, so that the whole is better set in the other."""
    cmap = sources(style).latin.cmap
    return any(
        ord(character) not in cmap
        for character in compose(text)
        if not is_layout(character) and not is_han_text(character)
    )


def sources(style: Style) -> StyleSources:
    """The faces that one design and weight draws from. Without a serif font, the sans one stands in."""
    return _sources(style, os.environ.get("PDF_FONT_DIR", ""))


@lru_cache(maxsize=16)
def _sources(style: Style, font_dir: str) -> StyleSources:
    han = _find(HAN_FILES[style], font_dir) or _ask_fontconfig(style)
    if han is None and style[0] == "serif":
        return _sources(("sans", style[1]), font_dir)
    if han is None:
        raise FontsNotFound
    other = _find(HAN_FILES["sans" if style[0] == "serif" else "serif", style[1]], font_dir)
    companions = [_find((name,), font_dir) for name in COMPANION_FILES[style]]
    chinese, western = _faces(han)
    return StyleSources(
        han=FontSource(han, chinese),
        latin=FontSource(han, chinese, mapped_by=western),
        companions=(
            *(FontSource(path, 0) for path in companions if path),
            *((FontSource(other, _faces(other)[0]),) if other else ()),
        ),
    )


def _find(names: tuple[str, ...], font_dir: str) -> Path | None:
    present = _font_files(font_dir)
    return next((present[name] for name in names if name in present), None)


@lru_cache(maxsize=4)
def _font_files(font_dir: str) -> Mapping[str, Path]:
    """Font files by name. A folder chosen by the operator comes before those of the system."""
    found: dict[str, Path] = {}
    for folder in (font_dir, *FONT_FOLDERS):
        if folder:
            for path in sorted(Path(folder).expanduser().rglob("*.[to]t[cf]")):
                found.setdefault(path.name, path)
    return found


def _ask_fontconfig(style: Style) -> Path | None:
    """The file that fontconfig knows for Noto CJK in this style, wherever the system keeps it."""
    design, weight = style
    wanted = f"Noto {design.title()} CJK SC"
    pattern = f"{wanted}:weight={200 if weight >= 700 else 80}"
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{family}\n%{file}", pattern], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    family, _, file = answer.partition("\n")
    return Path(file) if wanted in family and Path(file).is_file() else None


def _faces(path: Path) -> tuple[int, int]:
    """The face for Chinese text and the one for English: the Korean face has the narrow quotation marks English wants.

    The second is only of use where both share one set of outlines, as they do in the collections."""
    if path.suffix.lower() != ".ttc":
        return 0, 0
    with TTCollection(str(path), lazy=True) as collection:
        names = [font["name"].getBestFamilyName() or "" for font in collection.fonts]
        outlines = [font.reader.tables["CFF "].offset for font in collection.fonts]
    chinese = next((n for n, name in enumerate(names) if name.endswith(" SC")), 0)
    western = next((n for n, name in enumerate(names) if name.endswith(" KR")), chinese)
    return chinese, western if outlines[western] == outlines[chinese] else chinese


@lru_cache(maxsize=32)
def _open(path: Path, number: int) -> TTFont:
    with _reading:
        return TTFont(str(path), fontNumber=number, lazy=True)


@lru_cache(maxsize=32)
def _cmap(path: Path, number: int) -> Mapping[int, str]:
    # Opened for this alone: what is read along, the names of 65,000 glyphs and further maps, takes 18 MB a font.
    with _reading, TTFont(str(path), fontNumber=number, lazy=True) as font:
        cmap: Mapping[int, str] = font.getBestCmap()
        return cmap
