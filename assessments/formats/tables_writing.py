"""Items as a workbook that the bank reads again, and the template that explains itself."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.formats.table_cells import joined
from assessments.formats.table_guide import EXAMPLES, GUIDE
from assessments.formats.tables import HEADINGS, LETTERS
from assessments.formats.writing import number
from assessments.rules.items import KINDS, Accepted, ItemDraft, Spot, Words

_WIDE = frozenset({"stem_zh", "stem_en", "answers", "pairs_zh", "pairs_en", "feedback_zh", "feedback_en"})


class Table:
    """One row an item; all kinds fit."""

    kinds = frozenset(KINDS)

    def item(self, draft: ItemDraft, particulars: str, figures: Mapping[str, bytes]) -> str:
        """A row needs no text of its own."""
        return ""

    def file(self, parts: Sequence[tuple[ItemDraft, str, str]], pool: str, figures: Mapping[str, bytes]) -> bytes:
        """The workbook, headings as programs know them."""
        # Runs of spaces are made one when a table is read: in JSON they are written as what they are.
        rows = [row_of(draft, beside.replace("  ", " \\u0020")) for draft, _part, beside in parts]
        return _workbook("en", rows)


def row_of(draft: ItemDraft, beside: str = "") -> dict[str, str]:
    """An item's cells by column."""
    cells = {
        "key": draft.key, "topic": draft.topic, "kind": draft.kind, "difficulty": str(draft.difficulty or ""), "tier": draft.tier,
        "product": draft.product_line or "", "keep_order": "yes" if draft.keep_order else "", "figure": draft.figure,
        "rubric": draft.rubric, "partial": "yes" if draft.partial else "", "skill": draft.skill, "language_of": draft.language_of,
        "points": number(draft.points) if draft.points != 1 else "", "extra": beside,
        "answers": joined([_accepted(answer) for answer in draft.answers]),
        "match_case": "yes" if draft.answers and all(answer.match_case for answer in draft.answers) else "",
        "shares": joined([number(round(100 * share, 5)) for share in draft.fractions]),
        "spots": joined([_spot(spot) for spot in draft.spots]),
    }  # fmt: skip
    if draft.kind in ("single", "multiple", "true_false"):
        cells["correct"] = "".join(LETTERS[index] for index in draft.correct if index < len(LETTERS))
    for name in ("topic_title", "stem", "feedback", "source", "model_answer"):
        words = getattr(draft, name)
        cells |= {f"{name.removesuffix('_title')}_zh": words.zh, f"{name.removesuffix('_title')}_en": words.en}
    for letter, words in zip(LETTERS.lower(), draft.options, strict=False):
        cells |= {f"option_{letter}_zh": words.zh, f"option_{letter}_en": words.en}
    for tag in ("zh", "en"):
        cells[f"option_feedback_{tag}"] = joined([getattr(words, tag) for words in draft.option_feedback])
        every = [*draft.pairs, *((Words(), words) for words in draft.distractors)]
        said = [(getattr(left, tag), getattr(right, tag)) for left, right in every]
        cells[f"pairs_{tag}"] = (
            joined([f"{left} -> {right}" for left, right in said]) if any(r for _l, r in said) else ""
        )
    return cells


def _accepted(answer: Accepted) -> str:
    weight = f"%{number(round(100 * answer.fraction, 5))}%" if answer.fraction != 1 else ""
    if answer.value is None:
        return weight + answer.text
    width = f" ± {number(answer.tolerance)}" if answer.tolerance else ""
    return f"{weight}{number(answer.value)}{width} {answer.unit}".strip()


def _spot(spot: Spot) -> str:
    numbers = " ".join(number(value) for value in spot.numbers)
    label = " / ".join(text for text in (spot.label.zh, spot.label.en) if text)
    return f"{'right' if spot.right else 'wrong'} {spot.shape} {numbers}" + (f" = {label}" if label else "")


def template(language: str) -> bytes:
    """A workbook with the headings in the reader's language, one row for each kind, and a sheet that explains the columns."""
    return _workbook(language, EXAMPLES, guide=True)


def _workbook(language: str, rows: Sequence[Mapping[str, str]], *, guide: bool = False) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("题目" if language == "zh" else "items")
    for column, (field, zh) in enumerate(HEADINGS.items()):
        sheet.write_string(0, column, zh if language == "zh" else field, bold)
        sheet.set_column(column, column, 40 if field in _WIDE else 16)
    for line, cells in enumerate(rows, start=1):
        for column, field in enumerate(HEADINGS):
            if cells.get(field):
                sheet.write_string(line, column, cells[field][:32_767], wrapped)
    sheet.freeze_panes(1, 1)
    kinds = list(HEADINGS).index("kind")
    choice: dict[str, Any] = {"validate": "list", "source": list(KINDS), "error_type": "warning"}
    sheet.data_validation(1, kinds, 5000, kinds, choice)
    if guide:
        _explain(book, language, bold, wrapped)
    book.close()
    return buffer.getvalue()


def _explain(book: Any, language: str, bold: Any, wrapped: Any) -> None:
    zh = language == "zh"
    sheet = book.add_worksheet("说明" if zh else "how to")
    for column, (width, title) in enumerate(
        zip((24, 90), ("栏目", "填写说明") if zh else ("Column", "What goes in"), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    for line, (field, words) in enumerate(GUIDE.items(), start=1):
        sheet.write_string(line, 0, HEADINGS.get(field, field) if zh else field, wrapped)
        sheet.write_string(line, 1, words.zh if zh else words.en, wrapped)
    sheet.freeze_panes(1, 0)
