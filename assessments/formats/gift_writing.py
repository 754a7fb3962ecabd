"""Items as GIFT."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assessments.formats.drafting import tags_of
from assessments.formats.gift import OURS
from assessments.formats.texts import as_html
from assessments.formats.writing import number, shares_of
from assessments.rules.items import PICTURE, ItemDraft, Words


class Gift:
    """GIFT, with its categories, identifiers and tags in comments as Moodle writes them."""

    kinds = frozenset({"single", "multiple", "true_false", "numeric", "short", "matching", "ordering", "essay"})

    def item(self, draft: ItemDraft, particulars: str, figures: Mapping[str, bytes]) -> str:
        """One block; what goes beside it is a comment."""
        marks = [f"[id:{_marked(draft.key)}]", *(f"[tag:{_marked(tag)}]" for tag in tags_of(draft))]
        lines = [f"// {' '.join(marks)}"]
        if particulars:
            lines.append(f"// {OURS}{particulars}")
        lines.append(f"::{_escaped(draft.key)}::{_text(draft.stem)}{{{_ANSWERS[draft.kind](draft)}{_general(draft)}}}")
        return "\n".join(lines)

    def file(self, parts: Sequence[tuple[ItemDraft, str, str]], pool: str, figures: Mapping[str, bytes]) -> bytes:
        """Blocks under the categories of their topics."""
        blocks, topic = [], None
        for draft, part, _beside in parts:
            if draft.topic != topic:
                topic = draft.topic
                title = (draft.topic_title.en or draft.topic_title.zh or topic).replace("/", "//")
                blocks.append(f"$CATEGORY: $course$/top/{title}")
            blocks.append(part)
        return ("\n\n".join(blocks) + "\n").encode("utf-8", "replace")


def _marked(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\r", "").replace("\n", "\\n")


def _text(words: Words) -> str:
    """Plain where one line says it, else HTML."""
    both = words.zh and words.en and words.zh != words.en
    text = words.zh or words.en
    if both or "\n" in text or PICTURE.search(text) or re.match(r"\s*\[", text):
        return "[html]" + _escaped(as_html(words, "@@PLUGINFILE@@/"))
    return "[plain]" + _escaped(text)


def _remark(words: Words) -> str:
    return f"#{_text(words)}" if words else ""


def _general(draft: ItemDraft) -> str:
    return f"####{_text(draft.feedback)}" if draft.feedback else ""


def _said(draft: ItemDraft, index: int) -> Words:
    return draft.option_feedback[index] if index < len(draft.option_feedback) else Words()


def _percent(share: float) -> str:
    return f"%{number(round(100 * share, 5))}%"


def _choices(draft: ItemDraft) -> str:
    lines = []
    for index, (option, share) in enumerate(zip(draft.options, shares_of(draft), strict=True)):
        sign, weight = "~", "" if share == 0 else _percent(share)
        if draft.kind == "single" and index in draft.correct:
            sign, weight = "=", ""
        lines.append(f"\n\t{sign}{weight}{_text(option)}{_remark(_said(draft, index))}")
    return "".join(lines) + "\n"


def _true_false(draft: ItemDraft) -> str:
    truth = draft.correct == (0,)
    right, wrong = (_said(draft, 0), _said(draft, 1)) if truth else (_said(draft, 1), _said(draft, 0))
    remarks = (f"#{_text(wrong) if wrong else ''}" if right or wrong else "") + _remark(right)
    return ("TRUE" if truth else "FALSE") + remarks


def _numeric(draft: ItemDraft) -> str:
    lines = [
        f"\n\t={_percent(answer.fraction) if answer.fraction != 1 else ''}{number(answer.value or 0)}:{number(answer.tolerance)}{_remark(answer.feedback)}"
        for answer in draft.answers
    ]
    return "#" + "".join(lines) + "\n"


def _short(draft: ItemDraft) -> str:
    lines = [
        f"\n\t={_percent(answer.fraction) if answer.fraction != 1 else ''}{_text(Words(en=answer.text))}{_remark(answer.feedback)}"
        for answer in draft.answers
    ]
    return "".join(lines) + "\n"


def _matching(draft: ItemDraft) -> str:
    lines = [f"\n\t={_text(left)} -> {_plain(right)}" for left, right in draft.pairs]
    return "".join([*lines, *(f"\n\t= -> {_plain(words)}" for words in draft.distractors)]) + "\n"


def _plain(words: Words) -> str:
    """The right sides of pairs have no format of their own."""
    return _escaped(
        as_html(words, "@@PLUGINFILE@@/") if words.zh and words.en and words.zh != words.en else words.zh or words.en
    )


def _ordering(draft: ItemDraft) -> str:
    setting = "RELATIVE_NEXT_EXCLUDE_LAST" if draft.partial else "ALL_OR_NOTHING"
    return f">ALL VERTICAL {setting} SHOW" + "".join(f"\n{_text(option)}" for option in draft.options) + "\n"


def _essay(draft: ItemDraft) -> str:
    return ""


_ANSWERS = {
    "single": _choices, "multiple": _choices, "true_false": _true_false, "numeric": _numeric, "short": _short,
    "matching": _matching, "ordering": _ordering, "essay": _essay,
}  # fmt: skip
