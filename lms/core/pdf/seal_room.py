"""Room for a seal in a file that is written for the first time, so that sealing it afterwards changes nothing else.

A seal that is added to a finished file repeats the catalogue, the page and the metadata behind it, which takes longer
than signing and makes the file larger. Here the field, its dictionary and the empty place of the signature are in the
file from the beginning; the signature covers all of it but that place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"
_HIDDEN = 132
"""A field that is printed and locked (ISO 32000-1, 12.5.3): of no size, so there is nothing to see."""
_ONLY_SIGNATURES_APPENDED = 3
"""Flags of the form (12.7.2): it holds signatures, and may only be appended to."""


@dataclass(frozen=True)
class SealRoom:
    """What is said of the seal in the file, and how many hexadecimal digits it may take."""

    field: str
    name: str
    reason: str
    at: datetime
    digits: int

    def add_to(self, pdf: Any) -> None:
        """Put the room into a file that is about to be written."""
        import pydyf

        class Apart(pydyf.Dictionary):
            """A dictionary that is written as it stands, where its place can be found and filled."""

            compressible = False

        page: Any = next(found for found in pdf.objects if isinstance(found, dict) and found.get("Type") == "/Page")
        seal = Apart({
            "Type": "/Sig", "Filter": "/Adobe.PPKLite", "SubFilter": "/ETSI.CAdES.detached",
            "Contents": b"<" + b"0" * self.digits + b">", _RANGE[1:10].decode(): _RANGE[11:],
            "M": pydyf.String(f"D:{self.at.astimezone(UTC):%Y%m%d%H%M%SZ}"),
            "Name": pydyf.String(self.name), "Reason": pydyf.String(self.reason),
            "Reference": pydyf.Array([pydyf.Dictionary({
                "Type": "/SigRef", "TransformMethod": "/DocMDP",
                "TransformParams": pydyf.Dictionary({"Type": "/TransformParams", "V": "/1.2", "P": 1}),
            })]),
        })  # fmt: skip
        pdf.add_object(seal)
        widget = pydyf.Dictionary({
            "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String(self.field), "F": _HIDDEN,
            "Rect": pydyf.Array([0, 0, 0, 0]), "P": page.reference, "V": seal.reference,
        })  # fmt: skip
        pdf.add_object(widget)
        page["Annots"] = pydyf.Array([*page.get("Annots", ()), widget.reference])
        pdf.catalog["AcroForm"] = pydyf.Dictionary({
            "Fields": pydyf.Array([widget.reference]), "SigFlags": _ONLY_SIGNATURES_APPENDED,
        })  # fmt: skip
        pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": seal.reference})

    def open_in(self, pdf: bytes) -> OpenRoom:
        """The room in the written file, its bounds told. Raises ValueError where the file has none."""
        told = pdf.rindex(_RANGE)  # of what stands in the file as it is, not packed, the room comes last
        empty = b"/Contents <" + b"0" * self.digits + b">"
        begin = pdf.rindex(empty) + len(b"/Contents ")
        end = begin + self.digits + 2
        bounds = b"/ByteRange [0 %010d %010d %010d]" % (begin, end, len(pdf) - end)
        return OpenRoom(pdf[:told] + bounds + pdf[told + len(_RANGE) :], begin, end)


@dataclass(frozen=True)
class OpenRoom:
    """A file and the bounds of the place that its signature goes to."""

    pdf: bytes
    begin: int
    end: int

    @property
    def covered(self) -> tuple[bytes, bytes]:
        """What the signature covers."""
        return self.pdf[: self.begin], self.pdf[self.end :]

    def filled(self, signature: bytes) -> bytes:
        """The file with its signature. Raises ValueError where it does not fit."""
        digits = signature.hex().encode()
        free = self.end - self.begin - 2 - len(digits)
        if free < 0:
            raise ValueError("The room is too small for the signature.")
        return b"".join((self.pdf[: self.begin], b"<", digits, b"0" * free, b">", self.pdf[self.end :]))
