"""Aiken: a question on a line, options `A.` or `A)`, and `ANSWER: A`. Single choice only, plain text."""

from __future__ import annotations

import re

from assessments.formats import Reading, decoded
from assessments.formats.drafting import Collector, Sketch, choice
from assessments.formats.texts import TextTooLong, rich
from assessments.rules.items import Place

_OPTION = re.compile(r"\s*([A-Z])[.)]\s+(.*)")
_OPTION_ZH = re.compile(r"\s*([A-Z])[．）、]\s*(.*)")
_ANSWER = re.compile(r"\s*(?:ANSWER|答案)\s*[:：]\s*(.*)$", re.IGNORECASE)
LOOKS_SO = re.compile(
    rb"^[ \t]*(?:ANSWER|\xe7\xad\x94\xe6\xa1\x88)[ \t]*(?::|\xef\xbc\x9a)[ \t]*[A-Z][ \t]*\r?$", re.MULTILINE
)


def read(content: bytes, name: str) -> Reading:
    """Drafts by the line of the question."""
    text = decoded(content)
    if text is None:
        return Reading.unreadable(name, "not_utf8")
    found = Collector(name)
    question: list[str] = []
    options: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        option = _OPTION.match(line) or _OPTION_ZH.match(line)
        if answer := _ANSWER.match(line):
            _close(found, Place(name, start or number), question, options, answer.group(1).strip(), number)
            question, options, start = [], [], 0
        elif option and question:
            if option.group(1) != chr(ord("A") + len(options)):
                found.fault(number, "aiken_letter", value=option.group(1), wanted=chr(ord("A") + len(options)))
            options.append(option.group(2).strip())
        elif line.strip() and not options:
            start = start or number
            question.append(line.strip())
        elif line.strip():
            found.fault(number, "aiken_no_answer")
            question, options, start = [line.strip()], [], number
    if question:
        found.fault(start, "aiken_no_answer")
    return found.reading()


def _close(found: Collector, place: Place, question: list[str], options: list[str], letter: str, line: int) -> None:
    if not question:
        found.fault(line, "aiken_no_question")
        return
    index = ord(letter.upper()) - ord("A") if re.fullmatch(r"[A-Za-z]", letter) else -1
    if not 0 <= index < len(options):
        found.fault(line, "aiken_wrong_letter", value=letter[:20])
        return
    try:
        sketch = Sketch(
            place, "single", rich("\n".join(question), "plain"), options=[rich(text, "plain") for text in options]
        )
    except TextTooLong:
        found.fault(place.line, "text_too_long")
        return
    choice(sketch, [float(here == index) for here in range(len(options))], single=True)
    found.add(sketch)
