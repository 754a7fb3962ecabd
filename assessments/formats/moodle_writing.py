"""Items as Moodle XML, pictures inside."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Mapping, Sequence

from assessments.formats.drafting import tags_of
from assessments.formats.texts import FIGURE, as_html
from assessments.formats.writing import named_pictures, number, shares_of
from assessments.rules.items import Accepted, ItemDraft, Spot, Words

ADDRESS = "@@PLUGINFILE@@/"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {
    "single": "multichoice", "multiple": "multichoice", "true_false": "truefalse", "numeric": "numerical",
    "short": "shortanswer", "matching": "matching", "ordering": "ordering", "essay": "essay", "hot_spot": "ddmarker",
}  # fmt: skip


class Moodle:
    """One `<question>` an item, under the categories of the topics."""

    kinds = frozenset(_TYPES)

    def item(self, draft: ItemDraft, particulars: str, figures: Mapping[str, bytes]) -> str:
        """One question; what goes beside it stands in an element that Moodle passes over."""
        pictures = named_pictures(draft, figures)
        stem = as_html(draft.stem, ADDRESS)
        background = draft.figure if draft.kind == "hot_spot" else ""
        if draft.figure and not background:
            stem += f'<p><img src="{ADDRESS}{html.escape(draft.figure)}" alt="" class="{FIGURE}"></p>'
        inside = "".join(_file(name, content) for name, content in pictures.items() if name != background)
        lines = [
            f'<question type="{_TYPES[draft.kind]}">',
            f"<name>{_said(draft.key)}</name>",
            f'<questiontext format="html">{_said(stem)}{inside}</questiontext>',
            _marked("generalfeedback", draft.feedback),
            f"<defaultgrade>{number(draft.points)}</defaultgrade>",
            "<penalty>0</penalty>",
            "<hidden>0</hidden>",
            f"<idnumber>{_text(draft.key)}</idnumber>",
            *(_hot_spot(draft, figures) if draft.kind == "hot_spot" else _BODIES[draft.kind](draft)),
            *((_file(background, pictures[background]),) if background in pictures else ()),
            "<tags>" + "".join(f"<tag>{_said(tag)}</tag>" for tag in tags_of(draft)) + "</tags>",
            f"<shifu>{_text(particulars)}</shifu>" if particulars else "",
            "</question>",
        ]
        return "\n".join(line for line in lines if line)

    def file(self, parts: Sequence[tuple[ItemDraft, str, str]], pool: str, figures: Mapping[str, bytes]) -> bytes:
        """The quiz."""
        lines, topic = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"], None
        for draft, part, _beside in parts:
            if draft.topic != topic:
                topic = draft.topic
                title = (draft.topic_title.en or draft.topic_title.zh or topic).replace("/", "//")
                lines.append(
                    f'<question type="category"><category>{_said(f"$course$/top/{title}")}</category></question>'
                )
            lines.append(part)
        return "\n".join([*lines, "</quiz>", ""]).encode("utf-8", "replace")


def _text(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text), quote=False)


def _said(text: str) -> str:
    if not re.search("[<&]", text):
        return f"<text>{_text(text)}</text>"
    return f"<text><![CDATA[{_FORBIDDEN.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]></text>"


def _marked(name: str, words: Words, more: str = "", marks: str = "") -> str:
    return f'<{name}{marks} format="html">{_said(as_html(words, ADDRESS))}{more}</{name}>'


def _file(name: str, content: bytes) -> str:
    return f'<file name="{html.escape(name)}" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'


def _percent(share: float) -> str:
    return number(round(100 * share, 5))


def _option(words: Words, share: float, feedback: Words) -> str:
    return _marked("answer", words, _marked("feedback", feedback), f' fraction="{_percent(share)}"')


def _feedback(draft: ItemDraft, index: int) -> Words:
    return draft.option_feedback[index] if index < len(draft.option_feedback) else Words()


def _choice(draft: ItemDraft) -> list[str]:
    shares = enumerate(zip(draft.options, shares_of(draft), strict=True))
    return [
        f"<single>{'false' if draft.kind == 'multiple' else 'true'}</single>",
        f"<shuffleanswers>{'false' if draft.keep_order else 'true'}</shuffleanswers>",
        "<answernumbering>ABCD</answernumbering>",
        *(_option(words, share, _feedback(draft, index)) for index, (words, share) in shares),
    ]


def _true_false(draft: ItemDraft) -> list[str]:
    return [
        f'<answer fraction="{100 if draft.correct == (index,) else 0}" format="moodle_auto_format"><text>{truth}</text>'
        f"{_marked('feedback', _feedback(draft, index))}</answer>"
        for index, truth in enumerate(("true", "false"))
    ]


def _answer(answer: Accepted, text: str, more: str = "") -> str:
    feedback = _marked("feedback", answer.feedback)
    return f'<answer fraction="{_percent(answer.fraction)}" format="moodle_auto_format">{_said(text)}{feedback}{more}</answer>'


def _numeric(draft: ItemDraft) -> list[str]:
    lines = [
        _answer(answer, number(answer.value or 0), f"<tolerance>{number(answer.tolerance)}</tolerance>")
        for answer in draft.answers
    ]
    units = {answer.unit for answer in draft.answers}
    if len(units) == 1 and units != {""}:
        lines.append(
            f"<units><unit><multiplier>1</multiplier><unit_name>{_text(units.pop())}</unit_name></unit></units>"
        )
        lines.append(
            "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>"
        )
    return lines


def _short(draft: ItemDraft) -> list[str]:
    strict = all(answer.match_case for answer in draft.answers)
    return [f"<usecase>{int(strict)}</usecase>", *(_answer(answer, answer.text) for answer in draft.answers)]


def _matching(draft: ItemDraft) -> list[str]:
    pairs = [*draft.pairs, *((Words(), words) for words in draft.distractors)]
    return [
        f"<shuffleanswers>{'false' if draft.keep_order else 'true'}</shuffleanswers>",
        *(_marked("subquestion", left, f"<answer>{_said(as_html(right, ADDRESS))}</answer>") for left, right in pairs),
    ]


def _ordering(draft: ItemDraft) -> list[str]:
    grading = "RELATIVE_NEXT_EXCLUDE_LAST" if draft.partial else "ALL_OR_NOTHING"
    return [
        f"<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount><gradingtype>{grading}</gradingtype>",
        *(_option(words, index, Words()) for index, words in enumerate(draft.options, start=1)),
    ]


def _essay(draft: ItemDraft) -> list[str]:
    return [
        "<responseformat>editor</responseformat><responserequired>1</responserequired><responsefieldlines>15</responsefieldlines>",
        _marked("graderinfo", draft.model_answer), _marked("responsetemplate", Words()),
    ]  # fmt: skip


def _hot_spot(draft: ItemDraft, figures: Mapping[str, bytes]) -> list[str]:
    """One marker, and a zone for each right area; Moodle has no wrong ones."""
    content = figures.get(draft.figure.casefold())
    size = size_of(content) if content else (1, 1)
    drops = [
        f"<drop><no>{index}</no><shape>{spot.shape}</shape><coords>{_coords(spot, size)}</coords><choice>1</choice></drop>"
        for index, spot in enumerate((spot for spot in draft.spots if spot.right), start=1)
    ]
    return [f"<drag><no>1</no>{_said('×')}<noofdrags>1</noofdrags></drag>", *drops]


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


def _coords(spot: Spot, size: tuple[int, int]) -> str:
    pixels = [round(value * size[index % 2]) for index, value in enumerate(spot.numbers)]
    if spot.shape == "circle":
        return f"{pixels[0]},{pixels[1]};{pixels[2]}"
    if spot.shape == "rectangle":
        left, top, right, bottom = pixels
        return f"{left},{top};{right - left},{bottom - top}"
    return ";".join(f"{x},{y}" for x, y in zip(pixels[::2], pixels[1::2], strict=True))


_BODIES = {
    "single": _choice, "multiple": _choice, "true_false": _true_false, "numeric": _numeric, "short": _short,
    "matching": _matching, "ordering": _ordering, "essay": _essay,
}  # fmt: skip
