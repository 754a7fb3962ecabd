"""Question sets as they are published: lists of exam papers with worked solutions, and quizzes in several languages."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from assessments.formats import Left, Reading
from assessments.formats.drafting import slug
from assessments.formats.texts import rich
from assessments.rules.items import Fault, ItemDraft, Place, Words, points_at_other_options

_HAN = re.compile("[\u3400-\u9fff]")
_OPTION = re.compile(r"(?<![A-Za-z\\{$])([A-J])\s*[．.、:：﹒]\s*")
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_ELSEWHERE = re.compile(r"!\[[^\]]*\]\(\w+://[^)\s]*\)")
_TRUE, _FALSE = ("true", "正确", "对", "是", "yes"), ("false", "错误", "错", "否", "no")


def is_paper(entries: Any) -> bool:
    """{"keywords", "example": [{"question", "answer": ["BD"], "analysis", …}]}"""
    return isinstance(entries, dict) and isinstance(entries.get("example"), list)


def is_quiz(entries: Any) -> bool:
    """[{"title", "quizzes": [{"id", "title", "quiz": [{"questionText", "answerOptions": […]}]}]}]"""
    return (
        isinstance(entries, list)
        and bool(entries)
        and all(isinstance(entry, dict) and isinstance(entry.get("quizzes"), list) for entry in entries)
    )


def read_paper(entries: dict[str, Any], name: str) -> Reading:
    """Exam papers: stem and options stand in one text, the key in letters."""
    title = str(entries.get("keywords") or PurePath(name).stem)
    topic = slug(re.sub(r"[\d_-]*MCQs?$|^[\d_-]+", "", title)) or slug(title)
    drafts, faults, left, warnings = [], [], [], []
    for number, entry in enumerate(entries["example"], start=1):
        place = Place(name, number=number)
        texts = ("question", "analysis", "year", "category")
        if not isinstance(entry, dict) or not all(isinstance(entry.get(field, ""), str) for field in texts):
            faults.append(Fault(place, "", "not_an_item"))
            continue
        draft = _paper_item(entry, place, topic)
        if draft is None:
            faults.append(Fault(place, "options", "options_not_found"))
        elif not all(draft.options) or len(set(draft.options)) < len(draft.options):
            # Options that were pictures are empty in the publication, or two were copied alike: nobody can answer that.
            left.append(Left(place, draft.key, "options_lost"))
        else:
            drafts.append(draft)
            if _ELSEWHERE.search(entry["question"]):
                warnings.append(Fault(place, "", "lost_picture_elsewhere", {"key": draft.key}))
    return Reading(tuple(drafts), tuple(faults), topic, left=tuple(left), warnings=tuple(warnings))


def _paper_item(entry: dict[str, Any], place: Place, topic: str) -> ItemDraft | None:
    letters = entry.get("answer")
    if not isinstance(letters, list) or not all(isinstance(each, str) for each in letters):
        return None
    stem, options = _split(entry.get("question", ""))
    correct = tuple(sorted({ord(letter) - ord("A") for letter in "".join(letters) if "A" <= letter <= "J"}))
    several = len(correct) > 1
    shares = tuple(round(1 / len(correct), 7) if index in correct else -1.0 for index in range(len(options)))
    score = entry.get("score")
    return ItemDraft(
        place=place, key=slug(f"{topic}-{entry.get('year', '')}-{entry.get('index', place.number)}"), topic=topic,
        topic_title=Words(topic, topic), kind="multiple" if several else "single", stem=_words(stem),
        options=tuple(map(_words, options)), correct=correct, feedback=_words(entry.get("analysis", "")),
        source=_words(f"{entry.get('year', '')} {entry.get('category', '')}"), fractions=shares if several else (),
        keep_order=any(map(points_at_other_options, options)),
        points=float(score) if isinstance(score, int | float) and not isinstance(score, bool) else 1.0,
    ) if options else None  # fmt: skip


def _split(text: str) -> tuple[str, list[str]]:
    """Stem and options: the last run of A, B, C … that goes on to the end of the text."""
    marks = list(_OPTION.finditer(text))
    for start in reversed([index for index, mark in enumerate(marks) if mark[1] == "A"]):
        run = [marks[start]]
        for mark in marks[start + 1 :]:
            if mark[1] == chr(ord(run[-1][1]) + 1):
                run.append(mark)
        if len(run) >= 3:
            ends = [*(mark.start() for mark in run[1:]), len(text)]
            options = [text[mark.end() : end] for mark, end in zip(run, ends, strict=True)]
            return text[: run[0].start()], [_plain(option) for option in options]
    return text, []


def _plain(text: str) -> str:
    text = _ELSEWHERE.sub("", text)
    formulas = _FORMULA.sub(lambda m: f"\\({' '.join((m[1] or m[2]).split())}\\)", text)
    return rich(formulas.replace("\u3000", " "), "plain").plain


def _words(text: str) -> Words:
    said = _plain(text)
    return Words(zh=said)


def read_quiz(entries: list[Any], name: str) -> Reading:
    """Quizzes by lesson. A Chinese file says the items of the English one again: its items are their variants."""
    drafts: list[ItemDraft] = []
    faults: list[Fault] = []
    chinese = bool(_HAN.search(str(entries[0].get("title"))))
    number = 0
    for series in entries:
        base = "quiz"
        for quiz in series["quizzes"]:
            questions = quiz.get("quiz") if isinstance(quiz, dict) else None
            for index, question in enumerate(questions if isinstance(questions, list) else [], start=1):
                number += 1
                place = Place(name, number=number)
                key = f"{base}-{str(quiz.get('id'))[:20]}-{index}"
                draft = _quiz_item(
                    question, place, key, str(quiz.get("title") or ""), str(quiz.get("id"))[:20], chinese
                )
                if draft:
                    drafts.append(draft)
                else:
                    faults.append(Fault(place, "", "not_an_item"))
    if not number:
        return Reading.unreadable(name, "no_items", 1)
    return Reading(tuple(drafts), tuple(faults), "quizzes")


def _quiz_item(question: Any, place: Place, key: str, title: str, quiz: str, chinese: bool) -> ItemDraft | None:
    if not isinstance(question, dict) or not isinstance(question.get("answerOptions"), list):
        return None
    options = question["answerOptions"]
    if not all(isinstance(each, dict) and isinstance(each.get("answerText"), str) for each in options):
        return None
    if not isinstance(question.get("questionText"), str):
        return None

    def words(text: str) -> Words:
        return Words(zh=text.strip()) if chinese else Words(en=text.strip())

    texts = [each["answerText"].strip() for each in options]
    right = tuple(index for index, each in enumerate(options) if str(each.get("isCorrect")).lower() == "true")
    truth = [text.lower() for text in texts]
    is_truth = len(truth) == 2 and (
        (truth[0] in _TRUE and truth[1] in _FALSE) or (truth[0] in _FALSE and truth[1] in _TRUE)
    )
    return ItemDraft(
        place=place, key=f"{key}.zh" if chinese else key, topic=f"quiz-{quiz}", topic_title=words(title),
        kind="true_false" if is_truth else "single" if len(right) == 1 else "multiple", stem=words(question["questionText"]),
        options=tuple(map(words, texts)), correct=right, keep_order=any(map(points_at_other_options, texts)),
        language_of=key if chinese else "",
    )  # fmt: skip
