"""What WeasyPrint leaves open for a file that is PDF/A-3a and PDF/UA-1 at once."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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


class ForeignFont(RuntimeError):
    """A font was embedded that the batch did not prepare: some text was not given to it."""


@dataclass(frozen=True)
class Artwork:
    """Ornament drawn beneath every page, in PDF drawing operators, in points from the lower left corner.

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
    """Completes the file before it is written: conformance claims, ornament, a last look at the fonts."""

    def __init__(self, artwork: Artwork | None = None) -> None:
        self.artwork = artwork

    def __call__(self, document: Any, pdf: Any) -> None:
        for found in list(pdf.objects):
            extra = getattr(found, "extra", None) or {}
            if extra.get("Type") == "/Metadata":
                found.stream = [found.stream[0].replace(b"</rdf:RDF>", PDF_UA_CLAIM + b"</rdf:RDF>")]
            if isinstance(found, dict) and found.get("Type") == "/FontDescriptor" and "FontFile2" not in found:
                raise ForeignFont(str(found.get("FontName")))
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        if self.artwork:
            self._draw(pdf, self.artwork)

    def _draw(self, pdf: Any, artwork: Artwork) -> None:
        import pydyf

        def add(packed: bytes, **extra: Any) -> bytes:
            stream = pydyf.Stream([packed], pydyf.Dictionary({"Filter": "/FlateDecode", **extra}))
            pdf.add_object(stream)
            reference: bytes = stream.reference
            return reference

        drawing, parts = artwork.packed
        bounds = pydyf.Array([-900, -900, 900, 900])
        shapes = {name: add(part, Type="/XObject", Subtype="/Form", BBox=bounds) for name, part in parts.items()}
        beneath = add(drawing)
        pages: list[Any] = [found for found in pdf.objects if isinstance(found, dict) and found.get("Type") == "/Page"]
        by_reference: dict[Any, Any] = {found.reference: found for found in pdf.objects if hasattr(found, "reference")}
        for page in pages:
            page["Contents"] = pydyf.Array([beneath, page["Contents"]])
            by_reference[page["Resources"]]["XObject"].update(shapes)
