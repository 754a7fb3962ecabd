"""Items as a table, CSV or XLSX: one row an item. `template` makes an empty one; headings are known in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

from assessments.formats import DEFAULT_POOL, Reading, decoded
from assessments.formats.licence import TABLE, read_rows
from assessments.formats.particulars import WrongParticulars, restored
from assessments.formats.table_cells import WrongCell, accepted, pairs, shares, spots, texts
from assessments.rules.items import PICTURE, Fault, ItemDraft, Place, Words
from lms.core.tables.reading import UnreadableTable, read_table

LETTERS = "ABCDEFGHIJ"
HEADINGS: dict[str, str] = {
    "key": "编号", "topic": "主题", "topic_zh": "主题名称（中文）", "topic_en": "主题名称（英文）", "kind": "题型",
    "difficulty": "难度", "tier": "等级", "product": "产品线", "stem_zh": "题干（中文）", "stem_en": "题干（英文）",
    **{f"option_{letter.lower()}_{language}": f"选项{letter}（{name}）" for letter in LETTERS for language, name in (("zh", "中文"), ("en", "英文"))},
    "correct": "正确答案", "keep_order": "选项顺序固定", "feedback_zh": "解析（中文）", "feedback_en": "解析（英文）",
    "source_zh": "出处（中文）", "source_en": "出处（英文）", "figure": "图片文件",
    "answers": "可接受的答案", "match_case": "区分大小写", "pairs_zh": "配对（中文）", "pairs_en": "配对（英文）",
    "model_answer_zh": "参考答案（中文）", "model_answer_en": "参考答案（英文）", "rubric": "评分标准", "spots": "图上区域",
    "shares": "选项得分", "option_feedback_zh": "选项反馈（中文）", "option_feedback_en": "选项反馈（英文）", "partial": "部分得分",
    "points": "分值", "skill": "能力项", "language_of": "原题编号", "extra": "附加数据",
}  # fmt: skip
_KINDS = {
    "": "single", "单选": "single", "单选题": "single", "多选": "multiple", "多选题": "multiple", "判断": "true_false", "判断题": "true_false",
    "数值": "numeric", "数值题": "numeric", "简答": "short", "填空": "short", "填空题": "short", "匹配": "matching", "匹配题": "matching",
    "配对": "matching", "配对题": "matching", "排序": "ordering", "排序题": "ordering", "论述": "essay", "论述题": "essay", "问答题": "essay",
    "热区": "hot_spot", "热区题": "hot_spot", "热点题": "hot_spot",
    "看图点选": "hot_spot",
    "看图点选题": "hot_spot",
}  # fmt: skip
_DIFFICULTIES = {"": 2, "易": 1, "中": 2, "难": 3, "easy": 1, "medium": 2, "hard": 3}
_TIERS = {"": "junior", "初级": "junior", "中级": "intermediate", "高级": "senior", "专家": "expert"}
_PRODUCTS = {"家用": "home", "商用": "commercial", "工业": "industrial"}
_YES = {"yes", "y", "true", "1", "是"}
_NO = {"", "no", "n", "false", "0", "否"}
NEEDED = ("key", "topic")
CHOICES = ("single", "multiple", "true_false")


def read(content: bytes, name: str) -> Reading:
    """Drafts by line; a table whose headings are not ours is one fault."""
    try:
        table = read_table(content, name)
    except UnreadableTable as error:
        return Reading.unreadable(name, error.code, **error.values)
    columns = _columns(table.header)
    if set(table.header) >= TABLE:
        return read_rows(table.header, [row.cells for row in table.rows], name)
    missing = [field for field in NEEDED if field not in columns]
    if not {"stem_zh", "stem_en"} & set(columns):
        missing.append("stem")
    if missing:
        return Reading((), tuple(Fault(Place(name, 1), field, "column_missing") for field in missing))
    drafts, faults, pools = [], [], set()
    for row in table.rows:
        cells = {field: row.cells[index] for field, index in columns.items()}
        place = Place(name, row.line)
        wrong, draft = _wrong_cells(cells), None
        try:
            draft = _draft(cells, place) if not wrong else None
            if draft and cells.get("extra"):
                draft, pool = restored(draft, cells["extra"])
                pools.add(pool)
        except WrongCell as error:
            wrong.append(error.field)
        except WrongParticulars:
            wrong.append("extra")
        faults += [Fault(place, field, "wrong_cell", {"value": cells.get(field, "")[:40]}) for field in wrong]
        if draft and not wrong:
            drafts.append(_with_figures(draft))
    pool = pools.pop() if len(pools) == 1 else ""
    return Reading(tuple(drafts), tuple(faults), pool or DEFAULT_POOL)


def has_our_columns(content: bytes) -> bool:
    """Does the first line name columns of ours? Then it is a table, whatever else stands in it."""
    text = decoded(content[:20_000].rsplit(b"\n", 1)[0]) or ""
    first = next((line for line in text.splitlines() if line.strip()), "")
    columns = _columns(tuple(heading.strip(' "') for heading in re.split(r"[,;\t|]", first)))
    return {"key", "topic"} <= set(columns) or set(first.split(",")) >= TABLE


def _with_figures(draft: ItemDraft) -> ItemDraft:
    pairs_said = [words for pair in draft.pairs for words in pair]
    said = [
        draft.stem,
        *draft.options,
        draft.feedback,
        draft.model_answer,
        *draft.option_feedback,
        *draft.distractors,
        *pairs_said,
    ]
    return replace(draft, figures=tuple(dict.fromkeys(PICTURE.findall("\n".join(f"{w.zh}\n{w.en}" for w in said)))))


def _columns(header: tuple[str, ...]) -> dict[str, int]:
    by_heading = {
        heading.casefold(): field for field, zh in HEADINGS.items() for heading in (field, zh, field.replace("_", " "))
    }
    found: dict[str, int] = {}
    for index, heading in enumerate(header):
        field = by_heading.get(heading.strip().casefold())
        if field is not None:
            found.setdefault(field, index)
    return found


def _letters(text: str) -> list[int] | None:
    """ "A", "AC", "A, C", "A、C": the indexes meant; None where it is not letters of options."""
    marks = [mark for mark in text.upper() if mark not in " ,;，；、/"]
    if not marks or any(mark not in LETTERS for mark in marks):
        return None
    return [LETTERS.index(mark) for mark in marks]


def _wrong_cells(cells: dict[str, str]) -> list[str]:
    kind = _KINDS.get(cells.get("kind", ""), cells.get("kind", "").casefold())
    wrong = ["correct"] if kind in CHOICES and not _letters(cells.get("correct", "")) else []
    if "difficulty" in cells and _difficulty(cells["difficulty"]) is None:
        wrong.append("difficulty")
    wrong += [
        field for field in ("keep_order", "match_case", "partial") if cells.get(field, "").casefold() not in _YES | _NO
    ]
    return wrong


def _difficulty(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else _DIFFICULTIES.get(text.casefold())


def _draft(cells: dict[str, str], place: Place) -> ItemDraft:
    def words(field: str) -> Words:
        return Words(cells.get(f"{field}_zh", ""), cells.get(f"{field}_en", ""))

    options = [words(f"option_{letter.lower()}") for letter in LETTERS]
    while options and not options[-1]:
        options.pop()
    kind, tier, product = cells.get("kind", ""), cells.get("tier", ""), cells.get("product", "")
    kind = _KINDS.get(kind, kind.casefold())
    belongs, distractors = pairs(cells.get("pairs_zh", ""), cells.get("pairs_en", ""))
    correct = tuple(sorted(_letters(cells.get("correct", "")) or ()))
    return ItemDraft(
        place=place,
        key=cells["key"],
        topic=cells["topic"],
        topic_title=words("topic"),
        kind=kind,
        stem=words("stem"),
        options=tuple(options),
        correct=tuple(range(len(options))) if kind == "ordering" else correct if kind in CHOICES else (),
        difficulty=_difficulty(cells.get("difficulty", "")),
        tier=_TIERS.get(tier, tier.casefold()),
        product_line=_PRODUCTS.get(product, product.casefold()) or None,
        keep_order=cells.get("keep_order", "").casefold() in _YES,
        feedback=words("feedback"),
        source=words("source"),
        figure=cells.get("figure", ""),
        answers=accepted(kind, cells.get("answers", ""), match_case=cells.get("match_case", "").casefold() in _YES),
        pairs=belongs,
        distractors=distractors,
        rubric=cells.get("rubric", ""),
        model_answer=words("model_answer"),
        spots=spots(cells.get("spots", "")),
        fractions=shares(cells.get("shares", "")),
        partial=cells.get("partial", "").casefold() in _YES,
        option_feedback=texts(cells.get("option_feedback_zh", ""), cells.get("option_feedback_en", "")),
        points=_points(cells.get("points", "")),
        skill=cells.get("skill", ""),
        language_of=cells.get("language_of", ""),
    )


def _points(text: str) -> float:
    if not text:
        return 1.0
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", text):
        raise WrongCell("points")
    return float(text)
