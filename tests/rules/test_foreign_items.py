"""What other systems write is understood: the kinds of Moodle, the interactions of QTI, the text formats."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from assessments.formats import read_items
from assessments.rules.items import Accepted, ItemDraft, Spot, Words, item_faults
from tests.items_of_every_kind import picture

EN = Words


def one(content: str | bytes, **fields: Any) -> ItemDraft:
    """The only draft of a file, in which nothing is wrong; its fields are as given."""
    reading = read_items(content if isinstance(content, bytes) else content.encode(), "file.txt")
    assert not reading.faults, reading.faults
    assert not reading.left, reading.left
    (draft,) = reading.drafts
    assert not item_faults(draft), item_faults(draft)
    assert {name: getattr(draft, name) for name in fields} == fields
    return draft


def moodle(kind: str, inside: str, text: str = "<p>Which <b>one</b>?</p>") -> str:
    return (
        '<?xml version="1.0"?><quiz><question type="category"><category><text>$course$/top/Unit 1/Valves</text></category></question>'
        f'<question type="{kind}"><name><text>Q one</text></name><questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"{inside}</question></quiz>"
    )


def answer(text: str, fraction: float, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def test_kinds_of_moodle() -> None:
    feedback = "<feedback><text>why</text></feedback>"
    options = answer("&lt;p&gt;A&lt;/p&gt;", 100, feedback) + answer("B", 0) + answer("C", -25)
    draft = one(
        moodle("multichoice", f"<single>true</single><shuffleanswers>true</shuffleanswers>{options}"),
        kind="single",
        correct=(0,),
        fractions=(1.0, 0.0, -0.25),
    )
    assert (draft.key, draft.topic, draft.topic_title.en) == ("Unit-1-Valves-Q-one", "Unit-1-Valves", "Valves")
    assert draft.stem == Words(en="Which one?")
    assert draft.option_feedback == (Words(en="why"), Words(), Words())
    halves = answer("A", 50) + answer("B", 50) + answer("C", -100)
    one(
        moodle("multichoice", f"<single>false</single>{halves}"),
        kind="multiple",
        correct=(0, 1),
        fractions=(0.5, 0.5, -1.0),
    )
    one(
        moodle("multichoiceset", f"<single>false</single>{answer('A', 100)}{answer('B', 100)}{answer('C', 0)}"),
        kind="multiple",
        correct=(0, 1),
        fractions=(),
    )
    one(
        moodle("truefalse", answer("true", 0) + answer("false", 100)),
        kind="true_false",
        correct=(1,),
        options=(Words(en="True"), Words(en="False")),
    )
    one(
        moodle("shortanswer", f"<usecase>1</usecase>{answer('C*u', 100)}{answer('*', 0)}"),
        kind="short",
        answers=(Accepted("C*u", match_case=True),),
    )
    units = "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    one(moodle("numerical", answer("1.5", 100, "<tolerance>0.1</tolerance>") + units), kind="numeric",
        answers=(Accepted(value=1.5, tolerance=0.1, unit="m"), Accepted(value=150, tolerance=10, unit="cm")))  # fmt: skip
    subs = "".join(
        f"<subquestion format='html'><text>{q}</text><answer><text>{a}</text></answer></subquestion>"
        for q, a in (("x", "1"), ("y", "2"), ("", "3"))
    )
    one(
        moodle("matching", subs),
        kind="matching",
        pairs=((EN(en="x"), EN(en="1")), (EN(en="y"), EN(en="2"))),
        distractors=(EN(en="3"),),
    )
    one(
        moodle("essay", "<graderinfo format='html'><text>&lt;p&gt;look&lt;/p&gt;</text></graderinfo>"),
        kind="essay",
        model_answer=Words(en="look"),
    )
    one(
        moodle(
            "ordering",
            answer("a", 1) + answer("b", 2) + answer("c", 3) + "<gradingtype>ABSOLUTE_POSITION</gradingtype>",
        ),
        kind="ordering",
        partial=True,
    )


def test_pictures_of_moodle_come_along() -> None:
    packed = base64.b64encode(picture()).decode()
    file = f'<file name="a b.png" path="/" encoding="base64">{packed}</file>'
    drag = "<drag><no>1</no><text>Valve</text></drag>"
    drop = "<drop><no>1</no><shape>circle</shape><coords>20,10;4</coords><choice>1</choice></drop>"
    draft = one(moodle("ddmarker", file + drag + drop), kind="hot_spot", figure="a b.png")
    assert draft.spots[0] == Spot("circle", (0.5, 0.5, 0.1))
    assert not draft.spots[1].right
    shown = '<p>Look <img src="@@PLUGINFILE@@/a%20b.png" alt="map"></p>'
    text = moodle("essay", "", shown).replace("</questiontext>", f"{file}</questiontext>")
    draft = one(text, figure="a b.png", stem=Words(en="Look"))
    assert read_items(text.encode(), "m.xml").figures == {"a b.png": picture()}
    several = drag + drag.replace("<no>1", "<no>2") + drop + drop.replace("<choice>1", "<choice>2")
    (left,) = read_items(moodle("ddmarker", file + several).encode(), "m.xml").left
    assert left.code == "markers_several"


@pytest.mark.parametrize(
    ("kind", "inside", "reason"),
    [
        ("description", "", "description"), ("cloze", "", "cloze"), ("calculated", "", "calculated"), ("gapselect", "", "moodle_kind"),
        ("multichoice", f"<single>true</single>{answer('A', 100)}{answer('B', 100)}", "several_full_answers"),
    ],
)  # fmt: skip
def test_what_the_bank_does_not_have_is_left_out_with_the_reason(kind: str, inside: str, reason: str) -> None:
    reading = read_items(moodle(kind, inside).encode(), "m.xml")
    assert [left.code for left in reading.left] == [reason]
    assert not reading.drafts + reading.faults


def test_what_is_lost_is_told() -> None:
    text = "<table><tr><td>a</td><td>b</td></tr></table><i>x</i><img src='https://example.org/a.png'><math><mi>x</mi></math>"
    codes = {one_.code for one_ in read_items(moodle("essay", "", text).encode(), "m.xml").warnings}
    assert codes == {"lost_table", "lost_emphasis", "lost_picture_elsewhere", "lost_formula"}


def test_sounds_and_drawings_in_a_file_do_not_stop_it() -> None:
    files = '<file name="a.mp3" encoding="base64">SUQz</file><file name="a.svg" encoding="base64">PHN2Zy8+</file>'
    text = moodle("essay", "", 'Hear <a href="@@PLUGINFILE@@/a.mp3">it</a> <img src="@@PLUGINFILE@@/a.svg">')
    reading = read_items(text.replace("</questiontext>", f"{files}</questiontext>").encode(), "m.xml")
    assert (reading.faults, reading.figures, reading.drafts[0].stem.en) == ((), {}, "Hear it")
    assert {warning.code for warning in reading.warnings} == {"lost_object", "lost_picture_kind"}


def test_both_languages_in_one_text() -> None:
    html = '<span lang="zh_cn" class="multilang">甲<br>乙</span><span lang="en" class="multilang">A</span>'
    assert one(moodle("essay", "", html)).stem == Words("甲\n乙", "A")
    assert one(moodle("essay", "", "{mlang zh_cn}甲{mlang}{mlang en}A{mlang}")).stem == Words("甲", "A")
    assert one(moodle("essay", "", "$$x^2$$ H<sub>2</sub>O &amp; x<sup>ab</sup>")).stem.en == "\\(x^2\\) H₂O & x^(ab)"


ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i1" title="One" adaptive="false" timeDependent="false">'
    "{declaration}<itemBody><p>Which?</p>{interaction}</itemBody>{processing}</assessmentItem>"
)
CHOICES = '<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice>'


def qti(cardinality: str, base: str, right: str, interaction: str, mapping: str = "", processing: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split(",") if value)
    declared = f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}"><correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>'
    return ITEM.format(declaration=declared, interaction=interaction, processing=processing)


def test_interactions_of_qti() -> None:
    at = 'responseIdentifier="RESPONSE"'
    choice = (
        f'<choiceInteraction {at} shuffle="true" maxChoices="1"><prompt>Pick.</prompt>{CHOICES}</choiceInteraction>'
    )
    draft = one(qti("single", "identifier", "B", choice), kind="single", correct=(1,), keep_order=False)
    assert (draft.key, draft.stem.en) == ("i1", "Which?\n\nPick.")
    mapping = '<mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="C" mappedValue="1"/><mapEntry mapKey="B" mappedValue="-1"/></mapping>'
    several = choice.replace('maxChoices="1"', 'maxChoices="0"')
    response = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
    one(qti("multiple", "identifier", "A,C", several, mapping, response), kind="multiple", fractions=(0.5, -0.5, 0.5))
    order = f"<orderInteraction {at}>{CHOICES}</orderInteraction>"
    one(qti("ordered", "identifier", "C,A,B", order), kind="ordering", options=(EN(en="c"), EN(en="a"), EN(en="b")))
    sides = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}</simpleAssociableChoice>'
        for name in ("L1", "L2")
    )
    offered = (
        sides.replace("L", "R") + '<simpleAssociableChoice identifier="R3" matchMax="1">R3</simpleAssociableChoice>'
    )
    match = f"<matchInteraction {at}><simpleMatchSet>{sides}</simpleMatchSet><simpleMatchSet>{offered}</simpleMatchSet></matchInteraction>"
    one(
        qti("multiple", "directedPair", "L1 R2,L2 R1", match),
        kind="matching",
        pairs=((EN(en="L1"), EN(en="R2")), (EN(en="L2"), EN(en="R1"))),
        distractors=(EN(en="R3"),),
    )
    entry = f"<p>It is <textEntryInteraction {at}/> V.</p>"
    equal = '<responseProcessing><responseCondition><responseIf><equal toleranceMode="relative" tolerance="10 10"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal></responseIf></responseCondition></responseProcessing>'
    draft = one(
        qti("single", "float", "230", entry, processing=equal),
        kind="numeric",
        answers=(Accepted(value=230, tolerance=23),),
    )
    assert draft.stem.en == "Which?\n\nIt is _____ V."
    words = '<mapping><mapEntry mapKey="York" mappedValue="2" caseSensitive="false"/><mapEntry mapKey="york" mappedValue="1"/></mapping>'
    one(
        qti("single", "string", "York", entry, words),
        kind="short",
        answers=(Accepted("York"), Accepted("york", fraction=0.5, match_case=True)),
    )
    one(qti("single", "string", "", f"<extendedTextInteraction {at}/>"), kind="essay")


def test_a_survey_question_of_qti_has_no_key_and_is_left_out() -> None:
    choice = f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
    reading = read_items(qti("single", "identifier", "", choice).encode(), "i.xml")
    assert ([left.code for left in reading.left], reading.drafts, reading.faults) == (["no_key"], (), ())


def test_qti_three_says_the_same_in_other_words() -> None:
    text = qti(
        "single",
        "identifier",
        "B",
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">{CHOICES}</choiceInteraction>',
    )
    for old, new in (
        ("assessmentItem", "qti-assessment-item"), ("responseDeclaration", "qti-response-declaration"), ("correctResponse", "qti-correct-response"),
        ("<value", "<qti-value"), ("/value", "/qti-value"), ("itemBody", "qti-item-body"), ("choiceInteraction", "qti-choice-interaction"),
        ("simpleChoice", "qti-simple-choice"), ("responseIdentifier", "response-identifier"), ("baseType", "base-type"), ("maxChoices", "max-choices"),
    ):  # fmt: skip
        text = text.replace(old, new)
    one(text, kind="single", correct=(1,), keep_order=True)


def test_aiken_and_gift_are_known_by_their_content() -> None:
    aiken = "What comes first?\nA. Power off\nB) Open\nANSWER: A\n"
    one(aiken, kind="single", correct=(0,), options=(EN(en="Power off"), EN(en="Open")))
    one("先做什么？\nA、断电\nB、拆机\n答案：A\n", stem=Words("先做什么？"), correct=(0,))
    one(
        "// [id:a.1] [tag:difficulty:3]\n::T::How far? {#5..7}",
        key="a.1",
        difficulty=3,
        answers=(Accepted(value=6, tolerance=1),),
    )
    one("Is it? {T#no#yes}", kind="true_false", option_feedback=(EN(en="yes"), EN(en="no")))
    faults = read_items(b"Q?\nA. x\nC. y\nANSWER: B\n\nNo key?\nA. x\nB. y\n", "a.txt").faults
    assert [(fault.code, fault.place.line) for fault in faults] == [("aiken_letter", 3), ("aiken_no_answer", 6)]
