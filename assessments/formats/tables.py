"""Items as a table, CSV or XLSX: one row an item. `template` makes an empty one; headings are known in both languages."""

from __future__ import annotations

from assessments.formats import Reading
from assessments.rules.items import Fault, ItemDraft, Place, Words
from lms.core.tables.reading import UnreadableTable, read_table

LETTERS = "ABCDEFGH"
HEADINGS: dict[str, str] = {
    "key": "编号", "topic": "主题", "topic_zh": "主题名称（中文）", "topic_en": "主题名称（英文）", "kind": "题型",
    "difficulty": "难度", "tier": "等级", "product": "产品线", "stem_zh": "题干（中文）", "stem_en": "题干（英文）",
    **{f"option_{letter.lower()}_{language}": f"选项{letter}（{name}）" for letter in LETTERS for language, name in (("zh", "中文"), ("en", "英文"))},
    "correct": "正确答案", "keep_order": "选项顺序固定", "feedback_zh": "解析（中文）", "feedback_en": "解析（英文）",
    "source_zh": "出处（中文）", "source_en": "出处（英文）", "figure": "图片文件",
}  # fmt: skip
_KINDS = {"": "single", "单选": "single", "单选题": "single", "多选": "multiple", "多选题": "multiple", "判断": "true_false", "判断题": "true_false"}  # fmt: skip
_DIFFICULTIES = {"": 2, "易": 1, "中": 2, "难": 3, "easy": 1, "medium": 2, "hard": 3}
_TIERS = {"": "junior", "初级": "junior", "中级": "intermediate", "高级": "senior", "专家": "expert"}
_PRODUCTS = {"家用": "home", "商用": "commercial", "工业": "industrial"}
_YES = {"yes", "y", "true", "1", "是"}
_NO = {"", "no", "n", "false", "0", "否"}
NEEDED = ("key", "topic", "correct")


def read(content: bytes, name: str) -> Reading:
    """Drafts by line; a table whose headings are not ours is one fault."""
    try:
        table = read_table(content, name)
    except UnreadableTable as error:
        return Reading.unreadable(name, error.code, **error.values)
    columns = _columns(table.header)
    missing = [field for field in NEEDED if field not in columns]
    if not {"stem_zh", "stem_en"} & set(columns):
        missing.append("stem")
    if missing:
        return Reading((), tuple(Fault(Place(name, 1), field, "column_missing") for field in missing))
    drafts, faults = [], []
    for row in table.rows:
        cells = {field: row.cells[index] for field, index in columns.items()}
        place = Place(name, row.line)
        wrong = _wrong_cells(cells)
        if wrong:
            faults += [Fault(place, field, "wrong_cell", {"value": cells[field][:40]}) for field in wrong]
        else:
            drafts.append(_draft(cells, place))
    return Reading(tuple(drafts), tuple(faults))


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
    wrong = [] if _letters(cells["correct"]) else ["correct"]
    if "difficulty" in cells and _difficulty(cells["difficulty"]) is None:
        wrong.append("difficulty")
    if cells.get("keep_order", "").casefold() not in _YES | _NO:
        wrong.append("keep_order")
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
    return ItemDraft(
        place=place,
        key=cells["key"],
        topic=cells["topic"],
        topic_title=words("topic"),
        kind=_KINDS.get(kind, kind.casefold()),
        stem=words("stem"),
        options=tuple(options),
        correct=tuple(sorted(_letters(cells["correct"]) or ())),
        difficulty=_difficulty(cells.get("difficulty", "")),
        tier=_TIERS.get(tier, tier.casefold()),
        product_line=_PRODUCTS.get(product, product.casefold()) or None,
        keep_order=cells.get("keep_order", "").casefold() in _YES,
        feedback=words("feedback"),
        source=words("source"),
        figure=cells.get("figure", ""),
    )


def template(language: str) -> bytes:
    """A workbook with the headings in the reader's language and one row that shows how it is meant."""
    from lms.core.tables.writing import workbook

    example = {
        "key": "EX-001", "topic": "safety-electrical", "topic_zh": "电气安全", "topic_en": "Electrical safety",
        "kind": "single", "difficulty": "1", "tier": "junior",
        "stem_zh": "开始检修前首先做什么？", "stem_en": "What comes first before a repair?",
        "option_a_zh": "断电并上锁", "option_a_en": "Switch off and lock", "option_b_zh": "打开面板", "option_b_en": "Open the panel",
        "option_c_zh": "通知同事", "option_c_en": "Tell a colleague",
        "correct": "A", "keep_order": "no", "feedback_zh": "无电才能作业。", "feedback_en": "Work only on what is dead.",
        "source_zh": "安全规程", "source_en": "Safety rules",
    }  # fmt: skip
    header = [zh if language == "zh" else field for field, zh in HEADINGS.items()]
    return workbook("items", header, [[example.get(field, "") for field in HEADINGS]])
