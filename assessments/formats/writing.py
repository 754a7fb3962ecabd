"""Items as files for other systems. Each item is read back at once: what the format did not hold goes along beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assessments.formats import Reading
from assessments.formats.particulars import OURS, differences
from assessments.rules.items import ItemDraft, Place

TARGETS = ("moodle", "gift", "qti", "xlsx")


class Renderer(Protocol):
    """One format: an item as a part of a file, and parts as a file."""

    kinds: frozenset[str]

    def item(self, draft: ItemDraft, particulars: str, figures: Mapping[str, bytes]) -> str:
        """The item, with what goes beside it as JSON."""

    def file(self, parts: Sequence[tuple[ItemDraft, str, str]], pool: str, figures: Mapping[str, bytes]) -> bytes:
        """The whole file of items, their parts and what goes beside them."""


@dataclass(frozen=True)
class Export:
    """A file to take away; `left`: keys that the format cannot hold; `missed`: key → fields another system will not see."""

    content: bytes
    ending: str
    media: str
    written: int
    left: tuple[str, ...]
    missed: Mapping[str, tuple[str, ...]]


def write_items(drafts: Sequence[ItemDraft], figures: Mapping[str, bytes], form: str, pool: str) -> Export:
    """Write items; `figures`: pictures by their names in small letters."""
    from assessments.formats import (
        gift,
        gift_writing,
        moodle_writing,
        moodle_xml,
        qti,
        qti_writing,
        tables,
        tables_writing,
    )

    renderers: dict[str, tuple[Renderer, Callable[[bytes, str], Reading], str, str]] = {
        "moodle": (moodle_writing.Moodle(), moodle_xml.read, "xml", "application/xml"),
        "gift": (gift_writing.Gift(), gift.read, "gift", "text/plain"),
        "qti": (qti_writing.Qti(), qti.read, "zip", "application/zip"),
        "xlsx": (
            tables_writing.Table(),
            tables.read,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    }
    renderer, read, ending, media = renderers[form]
    parts, left, missed = [], [], {}
    for draft in drafts:
        if draft.kind not in renderer.kinds:
            left.append(draft.key)
            continue
        beside, unseen = _beside(renderer, read, draft, figures, pool)
        if unseen:
            missed[draft.key] = unseen
        parts.append((draft, renderer.item(draft, beside, figures), beside))
    content = renderer.file(parts, pool, figures)
    if form in ("gift", "xlsx") and (pictures := _pictures([draft for draft, *_ in parts], figures)):
        content, ending, media = _folder(content, f"items.{ending}", pictures), "zip", "application/zip"
    return Export(content, ending, media, len(parts), tuple(left), missed)


def _beside(
    renderer: Renderer, read: Callable[[bytes, str], Reading], draft: ItemDraft, figures: Mapping[str, bytes], pool: str
) -> tuple[str, tuple[str, ...]]:
    """The JSON that makes the item whole again, and the fields of the question that only it holds."""
    alone = renderer.file([(draft, renderer.item(draft, "", figures), "")], pool, figures)
    back = next(iter(read(alone, "").drafts), None)
    if back is None:
        back = ItemDraft(
            Place(""), "", "", replace(draft.topic_title, zh="", en=""), "", replace(draft.stem, zh="", en=""), (), ()
        )
    told = differences(draft, back)
    unseen = tuple(name for name in told if name not in OURS and not (name == "figures" and draft.figures))
    return json.dumps({**told, "key": draft.key, "pool": pool}), unseen


def _pictures(drafts: Sequence[ItemDraft], figures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures that items name, by their names."""
    names = {name for draft in drafts for name in (draft.figure, *draft.figures) if name}
    return {name: figures[name.casefold()] for name in sorted(names) if name.casefold() in figures}


def named_pictures(draft: ItemDraft, figures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of one item."""
    return _pictures([draft], figures)


def _folder(content: bytes, name: str, pictures: Mapping[str, bytes]) -> bytes:
    return zipped({name: content, **pictures})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP that is the same for the same files."""
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            package.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def number(value: float) -> str:
    """A number as files hold it: no .0, nothing lost."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def shares_of(draft: ItemDraft) -> list[float]:
    """What each option earns elsewhere; all or nothing becomes parts that a wrong tick takes away again."""
    if draft.fractions:
        return list(draft.fractions)
    right = set(draft.correct)
    if draft.kind != "multiple":
        return [float(index in right) for index in range(len(draft.options))]
    return [round(1 / len(right), 7) if index in right else -1.0 for index in range(len(draft.options))]
