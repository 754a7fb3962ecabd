"""Small TrueType fonts that hold only the characters of a document.

PDF/A needs TrueType outlines here: a subset with the cubic outlines of Noto CJK looks right and fails validation.
Building the font from the few glyphs wanted takes a twentieth of the time of cutting a large font down.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from struct import unpack_from
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

from lms.core.pdf.fonts import FontSource, is_han_text

CURVE_ERROR = 3.0
"""How far, in thousandths of the type size, a converted curve may stray: in the largest name, a twentieth of a millimetre."""

UNITS: Mapping[int, int] = {400: 360, 700: 450}
"""Units of the em by weight, where the font has 1,000: text of 14 points then stands on a grid of a hundredth of a
millimetre, finer than any printer's, and weighs a sixth less."""

FIXED_DATE = 3_786_825_600
"""1 January 2024 in the count of font files, so that the same text gives the same font."""

_building = threading.RLock()


def build_subset(source: FontSource, characters: Iterable[str], *, family: str, weight: int) -> bytes:
    """A TrueType font of the given characters, those that the source has; the same input gives the same bytes."""
    with _building:
        wanted = {ord(c): source.cmap[ord(c)] for c in sorted(set(characters)) if ord(c) in source.cmap}
        names = {".notdef": ".notdef"} | {glyph: f"u{code:04X}" for code, glyph in reversed(wanted.items())}
        own = source.font["head"].unitsPerEm
        units = min(own, UNITS.get(weight, own))
        scale = units / own
        builder = FontBuilder(unitsPerEm=units, isTTF=True)
        builder.font.recalcTimestamp = False
        builder.updateHead(created=FIXED_DATE, modified=FIXED_DATE)
        builder.setupGlyphOrder([".notdef", *sorted(name for name in names.values() if name != ".notdef")])
        builder.setupCharacterMap({code: names[glyph] for code, glyph in wanted.items()})
        builder.setupGlyf({name: _outline(source.drawn, glyph, scale) for glyph, name in names.items()})
        width = _widths(source.drawn)
        glyf = builder.font["glyf"]
        builder.setupHorizontalMetrics(
            {name: (round(width(glyph) * scale), getattr(glyf[name], "xMin", 0)) for glyph, name in names.items()}
        )
        metrics = source.font["hhea"]
        ascent, descent = round(metrics.ascent * scale), round(metrics.descent * scale)
        builder.setupHorizontalHeader(ascent=ascent, descent=descent)
        builder.setupNameTable({"familyName": family, "styleName": "Bold" if weight >= 700 else "Regular"})
        builder.setupOS2(
            sTypoAscender=ascent,
            sTypoDescender=descent,
            usWinAscent=ascent,
            usWinDescent=-descent,
            usWeightClass=weight,
        )
        builder.setupPost(keepGlyphNames=False)
        _set_kerning(
            builder,
            source,
            scale,
            {glyph: names[glyph] for code, glyph in wanted.items() if not is_han_text(chr(code))},
        )
        out = BytesIO()
        builder.font.save(out)
        return out.getvalue()


@lru_cache(maxsize=32)
def _glyphs(source: FontSource) -> Any:
    """What draws a font's glyphs; the plain outlines where there are such, for a whole set of glyphs first reads all widths."""
    font = source.font
    return font["CFF "].cff.topDictIndex[0].CharStrings if "CFF " in font else font.getGlyphSet()


@lru_cache(maxsize=32)
def _widths(source: FontSource) -> Callable[[str], int]:
    """How wide a glyph is, read where it stands: a table of 65,000 is slow to read for a few hundred."""
    font = source.font
    table, last = font.reader["hmtx"], font["hhea"].numberOfHMetrics - 1

    def width(glyph: str) -> int:
        (advance,) = unpack_from(">H", table, 4 * min(font.getGlyphID(glyph), last))
        return int(advance)

    return width


@lru_cache(maxsize=8192)
def _outline(source: FontSource, glyph: str, scale: float) -> Any:
    """The glyph's outline in quadratic curves."""
    glyphs = _glyphs(source)
    drawing = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(drawing)
    pen = TTGlyphPen(None)
    cubic = "glyf" not in source.font
    # Cubic fonts wind their contours the other way round.
    target = Cu2QuPen(pen, CURVE_ERROR * scale, reverse_direction=True) if cubic else pen
    drawing.replay(TransformPen(target, (scale, 0, 0, scale, 0, 0)))
    return pen.glyph()


def _set_kerning(builder: FontBuilder, source: FontSource, scale: float, names: Mapping[str, str]) -> None:
    """Carry over how far pairs of Latin letters move together: a name in large type looks torn without it."""
    pairs = {
        (name, names[right]): round(value * scale)
        for left, name in names.items()
        for right, value in _kerning_of(source, left).items()
        if right in names
    }
    if not pairs:
        return
    table = KernTable_format_0()
    table.version, table.coverage, table.apple, table.kernTable = 0, 1, False, pairs
    builder.font["kern"] = kern = newTable("kern")
    kern.version, kern.kernTables = 0, [table]


@lru_cache(maxsize=4096)
def _kerning_of(source: FontSource, left: str) -> Mapping[str, int]:
    """How far each following Latin letter moves after this one. The first table that knows a pair decides."""
    values: dict[str, int] = {}
    for subtable, covered in _pair_tables(source):
        if left not in covered:
            continue
        if subtable.Format == 1:
            known = {r.SecondGlyph: r.Value1 for r in subtable.PairSet[covered[left]].PairValueRecord}
        else:
            second = subtable.ClassDef2.classDefs
            records = subtable.Class1Record[subtable.ClassDef1.classDefs.get(left, 0)].Class2Record
            known = {glyph: records[second.get(glyph, 0)].Value1 for glyph in _latin_glyphs(source)}
        for glyph, value in known.items():
            values.setdefault(glyph, int(getattr(value, "XAdvance", 0) or 0))
    return {glyph: value for glyph, value in values.items() if value}


@lru_cache(maxsize=32)
def _latin_glyphs(source: FontSource) -> tuple[str, ...]:
    """What Latin letters are kerned with: letters of western names and the punctuation around them."""
    codes = (*range(0x250), *range(0x2010, 0x2030))
    return tuple({source.cmap[code]: None for code in codes if code in source.cmap})


@lru_cache(maxsize=32)
def _pair_tables(source: FontSource) -> tuple[tuple[Any, Mapping[str, int]], ...]:
    """The pair adjustment tables of the Latin script's kerning, each with the place of the first letters it covers."""
    if "GPOS" not in source.font:
        return ()
    gpos = source.font["GPOS"].table
    scripts = {record.ScriptTag: record.Script for record in gpos.ScriptList.ScriptRecord}
    script = scripts.get("latn") or scripts.get("DFLT")
    if script is None or script.DefaultLangSys is None:
        return ()
    features = [gpos.FeatureList.FeatureRecord[index] for index in script.DefaultLangSys.FeatureIndex]
    lookups = [index for f in features if f.FeatureTag == "kern" for index in f.Feature.LookupListIndex]
    subtables = [s for index in lookups for s in gpos.LookupList.Lookup[index].SubTable]
    unwrapped = [getattr(s, "ExtSubTable", s) for s in subtables]
    pairs = [s for s in unwrapped if s.LookupType == 2]
    return tuple((s, {glyph: place for place, glyph in enumerate(s.Coverage.glyphs)}) for s in pairs)
