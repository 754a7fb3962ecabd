"""Items as a QTI 2.1 package: one XML an item, the pictures beside them, a manifest."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence

from assessments.formats.moodle_writing import size_of
from assessments.formats.texts import FIGURE, as_html
from assessments.formats.writing import named_pictures, number, shares_of, zipped
from assessments.rules.items import ItemDraft, Spot, Words

_SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
_PICTURES = "../pictures/"
_MEDIA = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Qti:
    """All nine kinds are interactions of QTI 2.1."""

    kinds = frozenset(
        {"single", "multiple", "true_false", "numeric", "short", "matching", "ordering", "essay", "hot_spot"}
    )

    def item(self, draft: ItemDraft, particulars: str, figures: Mapping[str, bytes]) -> str:
        """The XML of one item."""
        declaration, interaction, processing = _PARTS[draft.kind](draft, figures)
        figure = ""
        if draft.figure and draft.kind != "hot_spot":
            figure = f'<p><img class="{FIGURE}" src="{_PICTURES}{_mark(draft.figure)}" alt=""/></p>'
        key = _mark(draft.key)
        name = draft.key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", draft.key) else code_of(draft)
        feedback = ""
        if draft.feedback:
            feedback = f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="general" showHide="show">{_words(draft.feedback)}</modalFeedback>'
        remarks = "".join(
            f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{_name(draft, index)}" showHide="show">{_words(said)}</modalFeedback>'
            for index, said in enumerate(draft.option_feedback) if said
        )  # fmt: skip
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<assessmentItem xmlns="{_SPACE}" identifier="{name}" title="{key}" adaptive="false" timeDependent="false">\n{declaration}\n'
            f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="{number(draft.points)}"/>\n'
            f'<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>{number(draft.points)}</value></defaultValue></outcomeDeclaration>\n'
            '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>\n'
            f"<itemBody><p>{_words(draft.stem)}</p>{figure}{interaction}</itemBody>\n{processing}\n{feedback}{remarks}</assessmentItem>\n"
        )

    def file(self, parts: Sequence[tuple[ItemDraft, str, str]], pool: str, figures: Mapping[str, bytes]) -> bytes:
        """The package."""
        files: dict[str, bytes] = {}
        resources = []
        for draft, part, beside in parts:
            code = code_of(draft)
            files[f"items/{code}.xml"] = part.encode("utf-8", "replace")
            pictures = named_pictures(draft, figures)
            files.update({f"pictures/{name}": content for name, content in pictures.items()})
            needed = "".join(f'<file href="pictures/{_mark(name)}"/>' for name in pictures)
            metadata = (
                f'<metadata><shifu xmlns="urn:shifu:item">{html.escape(beside, quote=False)}</shifu></metadata>'
                if beside
                else ""
            )
            resources.append(
                f'<resource identifier="{code}" type="imsqti_item_xmlv2p1" href="items/{code}.xml">{metadata}<file href="items/{code}.xml"/>{needed}</resource>'
            )
        manifest = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="shifu-items">\n'
            "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n<organizations/>\n<resources>\n"
            + "\n".join(resources) + "\n</resources>\n</manifest>\n"
        )  # fmt: skip
        return zipped({"imsmanifest.xml": manifest.encode("utf-8", "replace"), **files})


def code_of(draft: ItemDraft) -> str:
    """A name for an item that XML takes, whatever its number is."""
    return f"item-{hashlib.sha256(draft.key.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _mark(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", text))


def _words(words: Words) -> str:
    made = _FORBIDDEN.sub("", as_html(words, _PICTURES)).replace("<br>", "<br/>")
    made = re.sub(r"(<img [^>]*[^/])>", r"\1/>", made)
    return made.replace(' lang="zh_cn">', ' xml:lang="zh-CN">').replace(' lang="en">', ' xml:lang="en">')


def _name(draft: ItemDraft, index: int) -> str:
    if draft.kind == "true_false":
        return ("true", "false")[index]
    return f"choice{index + 1}"


def _declaration(kind: str, base: str, right: Sequence[str], more: str = "") -> str:
    values = "".join(f"<value>{html.escape(_FORBIDDEN.sub('', value), quote=False)}</value>" for value in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return f'<responseDeclaration identifier="RESPONSE" cardinality="{kind}" baseType="{base}">{correct}{more}</responseDeclaration>'


def _template(name: str) -> str:
    return f'<responseProcessing template="{_TEMPLATES}{name}"/>'


def _mapping(entries: Sequence[tuple[str, float]], marks: str = "") -> str:
    lines = "".join(f'<mapEntry mapKey="{_mark(key)}" mappedValue="{number(value)}"{marks}/>' for key, value in entries)
    return f'<mapping lowerBound="0" defaultValue="0">{lines}</mapping>'


Parts = tuple[str, str, str]


def _choice(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    names = [_name(draft, index) for index in range(len(draft.options))]
    several = draft.kind == "multiple"
    mapped = ""
    if draft.fractions:
        mapped = _mapping([(name, share * draft.points) for name, share in zip(names, shares_of(draft), strict=True)])
    right = [names[index] for index in draft.correct if index < len(names)]
    choices = "".join(
        f'<simpleChoice identifier="{name}">{_words(words)}</simpleChoice>'
        for name, words in zip(names, draft.options, strict=True)
    )
    shuffle = "false" if draft.keep_order else "true"
    interaction = f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxChoices="{0 if several else 1}">{choices}</choiceInteraction>'
    declaration = _declaration("multiple" if several else "single", "identifier", right, mapped)
    return declaration, interaction, _template("map_response" if mapped else "match_correct")


def _numeric(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    best = max(draft.answers, key=lambda answer: answer.fraction, default=None)
    right = [number(best.value)] if best and best.value is not None else []
    conditions = []
    for index, answer in enumerate(draft.answers):
        tag = "responseElseIf" if index else "responseIf"
        width = number(answer.tolerance)
        conditions.append(
            f'<{tag}><equal toleranceMode="absolute" tolerance="{width} {width}"><variable identifier="RESPONSE"/>'
            f'<baseValue baseType="float">{number(answer.value or 0)}</baseValue></equal>'
            f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{number(answer.fraction * draft.points)}</baseValue></setOutcomeValue></{tag}>'
        )
    processing = (
        f"<responseProcessing><responseCondition>{''.join(conditions)}</responseCondition></responseProcessing>"
    )
    return _declaration("single", "float", right), _ENTRY, processing


_ENTRY = '<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="20"/></p>'


def _short(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    entries = "".join(
        f'<mapEntry mapKey="{_mark(answer.text)}" mappedValue="{number(answer.fraction * draft.points)}" caseSensitive="{str(answer.match_case).lower()}"/>'
        for answer in draft.answers
    )
    right = [answer.text for answer in draft.answers if answer.fraction >= 1][:1]
    declaration = _declaration("single", "string", right, f'<mapping defaultValue="0">{entries}</mapping>')
    return declaration, _ENTRY, _template("map_response")


def _matching(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    offered = list(dict.fromkeys([right for _left, right in draft.pairs] + list(draft.distractors)))
    right = [
        f"left{index} right{offered.index(words) + 1}" for index, (_left, words) in enumerate(draft.pairs, start=1)
    ]
    share = draft.points / max(len(draft.pairs), 1)
    sides = []
    for name, texts, most in (("left", [left for left, _right in draft.pairs], 1), ("right", offered, 0)):
        choices = "".join(
            f'<simpleAssociableChoice identifier="{name}{index}" matchMax="{most}">{_words(words)}</simpleAssociableChoice>'
            for index, words in enumerate(texts, start=1)
        )
        sides.append(f"<simpleMatchSet>{choices}</simpleMatchSet>")
    shuffle = "false" if draft.keep_order else "true"
    interaction = f'<matchInteraction responseIdentifier="RESPONSE" shuffle="{shuffle}" maxAssociations="{len(right)}">{"".join(sides)}</matchInteraction>'
    declaration = _declaration("multiple", "directedPair", right, _mapping([(pair, share) for pair in right]))
    return declaration, interaction, _template("map_response")


def _ordering(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    """The choices stand in another order than the right one: some players do not shuffle."""
    names = [_name(draft, index) for index in range(len(draft.options))]
    turned = sorted(
        zip(names, draft.options, strict=True),
        key=lambda each: hashlib.sha256(json.dumps(each[1].as_dict()).encode()).digest(),
    )
    choices = "".join(f'<simpleChoice identifier="{name}">{_words(words)}</simpleChoice>' for name, words in turned)
    interaction = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}</orderInteraction>'
    return _declaration("ordered", "identifier", names), interaction, _template("match_correct")


def _essay(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    model = (
        f'<rubricBlock view="scorer"><p>{_words(draft.model_answer)}</p></rubricBlock>' if draft.model_answer else ""
    )
    interaction = model + '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="12"/>'
    return _declaration("single", "string", ()), interaction, ""


def _hot_spot(draft: ItemDraft, figures: Mapping[str, bytes]) -> Parts:
    content = figures.get(draft.figure.casefold())
    width, height = size_of(content) if content else (1, 1)
    media = _MEDIA.get(draft.figure.rsplit(".", 1)[-1].lower(), "image/png")
    names = [f"spot{index}" for index in range(1, len(draft.spots) + 1)]
    areas = "".join(
        f'<hotspotChoice identifier="{name}" {_area(spot, width, height)} hotspotLabel="{_mark(spot.label.en or spot.label.zh)}"/>'
        for name, spot in zip(names, draft.spots, strict=True)
    )
    right = [name for name, spot in zip(names, draft.spots, strict=True) if spot.right]
    shown = f'<object type="{media}" data="{_PICTURES}{_mark(draft.figure)}" width="{width}" height="{height}"/>'
    interaction = (
        f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{shown}{areas}</hotspotInteraction>'
    )
    declaration = _declaration("single", "identifier", right[:1], _mapping([(name, draft.points) for name in right]))
    return declaration, interaction, _template("map_response")


def _area(spot: Spot, width: int, height: int) -> str:
    sides = (
        (width, height, width)
        if spot.shape == "circle"
        else tuple((width, height)[i % 2] for i in range(len(spot.numbers)))
    )
    coords = ",".join(str(round(value * side)) for value, side in zip(spot.numbers, sides, strict=True))
    shape = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}[spot.shape]
    return f'shape="{shape}" coords="{coords}"'


_PARTS = {
    "single": _choice, "multiple": _choice, "true_false": _choice, "numeric": _numeric, "short": _short, "matching": _matching,
    "ordering": _ordering, "essay": _essay, "hot_spot": _hot_spot,
}  # fmt: skip
