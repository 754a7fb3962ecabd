"""What WeasyPrint leaves open for a file that is PDF/A-3a and PDF/UA-1 at once."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lms.core.pdf.colours import packed_profile
from lms.core.pdf.pictures import Picture, put_in_place
from lms.core.pdf.seal_room import SealRoom

PDF_UA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


GLYPH_TABLES = frozenset({b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cvt ", b"fpgm", b"prep"})
"""What a reader needs of an embedded TrueType font: which character a glyph stands for, the document says itself."""


def only_glyphs(font: bytes) -> bytes:
    """An embedded font without names, kerning and character maps."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(count)]
    kept = [record for record in records if record[0] in GLYPH_TABLES]
    if len(kept) == count:
        return font
    power = len(kept).bit_length() - 1
    head = font[:4] + struct.pack(">4H", len(kept), 16 << power, power, 16 * len(kept) - (16 << power))
    directory, body, place = b"", [], 12 + 16 * len(kept)
    for tag, checksum, offset, length in kept:
        table = font[offset : offset + length] + bytes(-length % 4)
        directory += struct.pack(">4sIII", tag, checksum, place, length)
        body.append(table)
        place += len(table)
    return b"".join((head, directory, *body))


def _uncommon(widths: Sequence[Any]) -> list[Any]:
    """The widths of a font without those that a reader assumes: a whole em, as all Chinese characters have."""
    groups = zip(widths[::2], widths[1::2], strict=True)
    return [part for start, group in groups if any(width != 1000 for width in group) for part in (start, group)]


class ForeignFont(RuntimeError):
    """A font was embedded that the batch did not prepare: some text was not given to it."""


@dataclass(frozen=True)
class Artwork:
    """Ornament drawn beneath a page, in PDF drawing operators, in points from the lower left corner.

    Marked as an artifact, so that a screen reader passes over it. `parts` are shapes that the drawing repeats by
    name (`/Name Do`); they keep the file small and cost nothing to render.
    """

    drawing: bytes
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def packed(self) -> tuple[bytes, Mapping[str, bytes]]:
        """The drawing and its parts compressed, once for all documents that carry them."""
        drawing = b"/Artifact BMC q\n" + self.drawing + b"\nQ EMC"
        return zlib.compress(drawing, 9), {name: zlib.compress(part, 9) for name, part in self.parts.items()}


class Finisher:
    """Completes the file before it is written: conformance claims, ornament, pictures, a last look at the fonts."""

    def __init__(
        self, artwork: Artwork | Sequence[Artwork] | None = None, pictures: Mapping[int, Picture] | None = None,
        room: SealRoom | None = None,
    ) -> None:  # fmt: skip
        """`artwork` is drawn beneath every page, or one beneath each; `pictures` go where their placeholders stand; `room` is
        left for a seal."""
        self.artwork = (artwork,) if isinstance(artwork, Artwork) else tuple(artwork or ())
        self.pictures = pictures or {}
        self.room = room

    def __call__(self, document: Any, pdf: Any) -> None:
        for found in list(pdf.objects):
            extra = getattr(found, "extra", None) or {}
            if extra.get("Type") == "/Metadata":
                found.stream = [found.stream[0].replace(b"</rdf:RDF>", PDF_UA_CLAIM + b"</rdf:RDF>")]
            if "Length1" in extra:
                found.stream = [only_glyphs(found.stream[0])]
                extra["Length1"] = len(found.stream[0])
            if set(extra) == {"N"}:  # the colour profile
                found.stream, found.compress = [packed_profile()], False
                extra["Filter"] = "/FlateDecode"
            if isinstance(found, dict) and found.get("Type") == "/FontDescriptor" and "FontFile2" not in found:
                raise ForeignFont(str(found.get("FontName")))
            if isinstance(found, dict) and found.get("Subtype") == "/CIDFontType2" and "W" in found:
                found["W"][:] = _uncommon(found["W"])
        for intent in pdf.catalog.get("OutputIntents", ()):
            intent["OutputConditionIdentifier"] = intent["Info"] = "(sRGB)"
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        if self.pictures:
            put_in_place(pdf, self.pictures)
        if self.artwork:
            self._draw(pdf)
        if self.room:
            self.room.add_to(pdf)

    def _draw(self, pdf: Any) -> None:
        import pydyf

        def add(packed: bytes, **extra: Any) -> bytes:
            stream = pydyf.Stream([packed], pydyf.Dictionary({"Filter": "/FlateDecode", **extra}))
            pdf.add_object(stream)
            reference: bytes = stream.reference
            return reference

        bounds = pydyf.Array([-900, -900, 900, 900])
        pages: list[Any] = [found for found in pdf.objects if isinstance(found, dict) and found.get("Type") == "/Page"]
        by_reference: dict[Any, Any] = {found.reference: found for found in pdf.objects if hasattr(found, "reference")}
        for number, page in enumerate(pages):
            drawing, parts = self.artwork[number % len(self.artwork)].packed
            page["Contents"] = pydyf.Array([add(drawing), page["Contents"]])
            shapes = by_reference[page["Resources"]]["XObject"]
            for name, part in parts.items():
                if name not in shapes:
                    shapes[name] = add(part, Type="/XObject", Subtype="/Form", BBox=bounds)
