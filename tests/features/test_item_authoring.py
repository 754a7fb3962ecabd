"""Writing an item of each kind at the page, changing it, and its way through a review into exams and out of them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.forms.items import read_draft, values_of
from assessments.models import AttemptItem, Item, ItemReview, ItemVersion, Rubric, Topic
from assessments.queries.bank import list_candidates
from assessments.rules.bodies import Body
from assessments.rules.items import KINDS
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.browsing import send, token_of
from tests.examples_of_exams import fill_bank
from tests.examples_of_items import draft, load, picture
from tests.factories import Factory

COMMON = {"difficulty": "2", "tier": "junior", "points": "1", "stem-zh": "问什么？", "stem-en": "What is asked?"}
OPTIONS = {f"option-{n}-{code}": f"{word}{n}" for n in range(3) for code, word in (("zh", "项"), ("en", "thing"))}
FIELDS: dict[str, dict[str, Any]] = {
    "single": {**OPTIONS, "option-1-right": "1", "option-0-why-en": "too soon", "option-0-why-zh": "太早"},
    "multiple": {**OPTIONS, "option-0-right": "1", "option-1-right": "1", "option-0-share": "50", "option-1-share": "50%", "option-2-share": "-50"},
    "true_false": {"option-0-zh": "对", "option-0-en": "true", "option-1-zh": "错", "option-1-en": "false", "option-0-right": "1", "keep_order": "1"},
    "numeric": {"answer-0": "3,5", "answer-0-tolerance": "0.1", "answer-0-unit": "kPa", "answer-2": "35", "answer-2-unit": "kPa", "answer-2-share": "0", "points": "2"},
    "short": {"answer-0": "multi*meter", "answer-1": "万用表", "answer-1-case": "1"},
    "matching": {f"pair-{n}-{side}-{code}": f"{side}{n}{code}" for n in range(2) for side in ("left", "right") for code in ("zh", "en")}
    | {"distractor-1-zh": "无", "distractor-1-en": "none"},
    "ordering": {**OPTIONS, "partial": "1"},
    "essay": {"model_answer-zh": "范文", "model_answer-en": "A model"},
    "hot_spot": {"spot-0-shape": "rectangle", "spot-0-numbers": "0, 0, 25, 50", "spot-0-right": "1", "spot-2-shape": "circle", "spot-2-numbers": "75 50 10"},
}  # fmt: skip


@pytest.fixture
def topic(app: Flask) -> Topic:
    return fill_bank(1, 1)[0]


@pytest.fixture
def author(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.MANAGER, everywhere=True))


@pytest.fixture
def colleague(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def post(browser: FlaskClient, path: str, fields: dict[str, Any]) -> Any:
    return browser.post(path, data={**fields, "csrf_token": token_of(browser)}, content_type="multipart/form-data")


def upload(name: str = "panel.png", **size: Any) -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture(**size)), name


def newest(item_id: int) -> ItemVersion:
    return db.session.scalars(
        select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc())
    ).first()  # type: ignore[return-value]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_shown_and_changed(author: FlaskClient, topic: Topic, kind: str) -> None:
    fields = {**COMMON, **FIELDS[kind], "topic": str(topic.id), "key": "N-1"}
    if kind == "hot_spot":
        fields["figure"] = upload()
    if kind == "essay":
        fields |= {"stem-en": r"Explain ![the loop](loop.png) and \(x^2\)", "pictures": upload("Loop.PNG")}
    assert author.get(f"/bank/items/new/{kind}").status_code == 200
    answer = post(author, f"/bank/items/new/{kind}", fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    item_id = int(answer.location.rsplit("/", 1)[1])
    first = newest(item_id)
    assert (first.kind, first.number, first.live_at) == (kind, 1, None)
    body, stem = Body.read(first.body), first.stem
    assert body.aspect == (0.5 if kind == "hot_spot" else 1.0)
    assert body.points == (2 if kind == "numeric" else 1)
    shown = values_of(first.item, first, "")
    again, faults = read_draft(kind, "t1", shown, "figure" if kind == "hot_spot" else "", tuple(body.figures))
    assert faults == []
    assert Body.of(again, body.figures, body.aspect) == body
    db.session.rollback()
    page = author.get(f"/bank/items/{item_id}").get_data(as_text=True)
    for words in (">Draft<", "You wrote this version", "Version 1 written", "问什么？"):
        assert words in page, words
    assert author.get(f"/bank/versions/{first.id}/preview").status_code == 200
    assert author.get(f"/bank/items/{item_id}/edit").status_code == 200
    post(author, f"/bank/items/{item_id}/edit", {**shown, "difficulty": "3"})
    assert "there is no new version" in author.get(f"/bank/items/{item_id}").get_data(as_text=True)
    post(author, f"/bank/items/{item_id}/edit", {**shown, "difficulty": "3"})
    assert "Nothing was changed" in author.get(f"/bank/items/{item_id}").get_data(as_text=True)
    assert (newest(item_id).number, newest(item_id).item.difficulty) == (1, 3)
    changed = post(author, f"/bank/items/{item_id}/edit", {**shown, "stem-zh": "改过了？"})
    assert changed.status_code == 302, changed.get_data(as_text=True)[-3000:]
    second = newest(item_id)
    assert (second.number, second.stem.zh, second.stem.en) == (2, "改过了？", stem.en)
    assert Body.read(second.body) == body
    if kind == "essay":
        assert list(body.figures) == ["loop.png"]
        assert author.get(f"/bank/versions/{second.id}/pictures/0").mimetype == "image/jpeg"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(author: FlaskClient, topic: Topic) -> None:
    fields = {**COMMON, "topic": str(topic.id), "key": "N-1", "answer-0": "three", "answer-0-tolerance": "-1"}
    page = post(author, "/bank/items/new/numeric", fields)
    assert page.status_code == 422
    assert "Accepted answer 1 is not a number." in page.get_data(as_text=True)
    assert 'value="three"' in page.get_data(as_text=True)
    for change, words in (
        ({"answer-0": "3"}, "The tolerance of accepted answer 1"),
        ({"topic": ""}, "Topic: This is empty"),
        (
            {"key": "T1-001", "answer-0": "3", "answer-0-tolerance": "0"},
            "There is already an item with the number “T1-001”.",
        ),
        ({"figure": (io.BytesIO(b"MZ"), "a.png")}, "“a.png” is not a JPEG, PNG or WebP picture."),
        ({"answer-0": "3", "answer-0-tolerance": "0", "language_of": "X"}, "There is no item “X” in this pool."),
        ({"answer-0": "3", "answer-0-tolerance": "0", "stem-en": "![a](gone.png)"}, "which is not among the item"),
    ):
        answer = post(author, "/bank/items/new/numeric", {**fields, **change})
        assert answer.status_code == 422, words
        assert words in answer.get_data(as_text=True).replace("&#39;", "'"), words
    assert db.session.scalars(select(Item.key)).all() == ["T1-001"]
    assert author.get("/bank/items/new/drawing").status_code == 404
    areas = {
        "spot-0-numbers": "0,0,25,50",
        "spot-0-right": "1",
        "spot-0-shape": "rectangle",
        "spot-1-shape": "rectangle",
    }
    for numbers, words in (
        ("a, b, c, d", "Areas of the picture: Area 2 is no"),
        ("0,0,150,50", "Area 2 reaches beyond"),
    ):
        more = {**areas, "figure": upload(), "spot-1-numbers": numbers}
        said = post(author, "/bank/items/new/hot_spot", {**COMMON, "topic": str(topic.id), "key": "N-1", **more})
        assert said.get_data(as_text=True).count(words) == 1, words
    bare = post(author, "/bank/items/new/short", {**COMMON, "topic": str(topic.id), "key": "N-1"})
    assert "Accepted answers: This is empty" in bare.get_data(as_text=True)


def test_a_new_item_is_offered_a_free_number_and_each_rubric_once(author: FlaskClient, topic: Topic) -> None:
    assert 'value="Q-0002"' in author.get("/bank/items/new/essay").get_data(as_text=True)
    load(replace(draft("essay"), key="Q-0003"))  # the second item: the next would be the third
    with transaction() as session:
        for number in (1, 2):
            words = Bilingual("问答", "Essays by rubric")
            rubric = Rubric(code="r", number=number, title=words, scenario=words, criteria=[], pass_mark=80)
            session.add(rubric)
            rubric.added_at = clock.now()
    page = author.get("/bank/items/new/essay").get_data(as_text=True)
    assert 'value="Q-0004"' in page
    assert page.count("Essays by rubric") == 1


@pytest.mark.parametrize(
    ("text", "value"), [("１５．２", 15.2), ("15。2", 15.2), (" 15,2 ", 15.2), ("nan", None), ("-inf", None)]
)
def test_a_number_is_read_as_a_chinese_keyboard_writes_it(text: str, value: float | None) -> None:
    said, faults = read_draft("numeric", "t1", {**COMMON, "answer-0": text}, "", ())
    assert ([one.code for one in faults], said.answers[0].value) == (
        ([], value) if value else (["answer_not_a_number"], 1.0)
    )


def test_more_rows_come_without_losing_what_was_typed(author: FlaskClient, topic: Topic) -> None:
    fields = {**COMMON, "topic": str(topic.id), "key": "N-1"}
    for kind, sort, shown, most in (("hot_spot", "spot", 12, 20), ("single", "option", 10, 10), ("short", "answer", 12, 30), ("matching", "pair", 10, 10)):  # fmt: skip
        path = f"/bank/items/new/{kind}"
        page = post(author, path, {**fields, **FIELDS[kind], "more": sort}).get_data(as_text=True)
        assert page.count('<fieldset class="sf-item-row"') == shown + (4 if kind == "matching" else 0), kind
        assert "What is asked?" in page
        page = post(author, path, {**fields, f"{sort}-{most - 1}": "", "more": sort}).get_data(as_text=True)
        assert f'value="{sort}" data-more' not in page, kind
    many = {f"spot-{n}-shape": "circle" for n in range(20)} | {f"spot-{n}-numbers": f"{5 * n},50,1" for n in range(20)}
    answer = post(author, "/bank/items/new/hot_spot", {**fields, **many, "spot-3-right": "1", "figure": upload()})
    assert len(Body.read(newest(int(answer.location.rsplit("/", 1)[1])).body).spots) == 20


def test_from_draft_to_exams_by_two_people(
    author: FlaskClient, colleague: FlaskClient, topic: Topic, make: Factory
) -> None:
    fields = {**COMMON, **FIELDS["single"], "topic": str(topic.id), "key": "N-1"}
    item_id = int(post(author, "/bank/items/new/single", fields).location.rsplit("/", 1)[1])
    version = newest(item_id).id

    def drawn() -> set[int]:
        found = {candidate.version_id for candidate in list_candidates({topic.id})}
        db.session.rollback()
        return found

    assert version not in drawn()
    refused = send(author, f"/bank/versions/{version}/review", {"verdict": "approve"})
    assert refused.status_code == 422
    assert "You wrote this version yourself" in refused.text
    assert "Nobody has approved" in send(author, f"/bank/versions/{version}/live").text
    assert "Nobody has approved" in send(colleague, f"/bank/versions/{version}/live").get_data(as_text=True)
    assert "1 question to review" in colleague.get("/").get_data(as_text=True)
    assert "to review" not in author.get("/").get_data(as_text=True)
    assert "Say what has to be mended" in send(
        colleague, f"/bank/versions/{version}/review", {"verdict": "return"}
    ).get_data(as_text=True)
    assert (
        send(
            colleague, f"/bank/versions/{version}/review", {"verdict": "return", "comment": "B is right too"}
        ).status_code
        == 302
    )
    page = author.get(f"/bank/items/{item_id}").get_data(as_text=True)
    home = author.get("/").get_data(as_text=True)
    assert "1 question of yours was returned" in home
    assert "returned it with a reason" in author.get("/notices").get_data(as_text=True)
    assert page.count("B is right too") == 2, "on top for whoever mends it, and in the history"
    assert page.count(f'href="/bank/items/{item_id}/edit"') == 2
    assert ">Returned<" in page
    assert "Mend it" not in colleague.get(f"/bank/items/{item_id}").get_data(as_text=True)
    assert send(colleague, f"/bank/versions/{version}/review", {"verdict": "approve"}).status_code == 302
    assert version not in drawn()
    assert "1 approved question to put into exams" in colleague.get("/").get_data(as_text=True)
    assert send(colleague, f"/bank/versions/{version}/live").status_code == 302
    assert version in drawn()

    post(author, f"/bank/items/{item_id}/edit", {**fields, "stem-en": "Asked anew"})
    second = newest(item_id).id
    assert version in drawn()
    assert second not in drawn()
    assert "Exams still draw version 1" in author.get(f"/bank/items/{item_id}").get_data(as_text=True)
    send(colleague, f"/bank/versions/{second}/review", {"verdict": "approve"})
    send(colleague, f"/bank/versions/{second}/live")
    assert second in drawn()
    assert version not in drawn()
    send(author, f"/bank/items/{item_id}/retire")
    assert drawn().isdisjoint({version, second})
    send(author, f"/bank/items/{item_id}/retire", {"back": "1"})
    assert second in drawn()
    assert len(list(db.session.scalars(select(ItemReview)))) == 3
    told = [
        line.action
        for line in db.session.scalars(select(AuditLine).where(AuditLine.action.like("item.%")).order_by(AuditLine.seq))
    ]
    assert told == [
        "item.added",
        "item.reviewed",
        "item.reviewed",
        "item.live",
        "item.changed",
        "item.reviewed",
        "item.live",
        "item.retired",
        "item.brought_back",
    ]
    assert db.session.scalars(select(AttemptItem)).all() == []
    learner = make.browser(make.person(Role.LEARNER))
    assert send(learner, f"/bank/versions/{second}/live").status_code == 403


def test_the_list_is_narrowed_by_state_kind_tier_and_product(
    app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    load(draft("short", tier="senior", product_line="home"), draft("single"))
    load(draft("essay", stem=draft("essay").stem), as_drafts=True)
    version = db.session.scalars(select(ItemVersion).where(ItemVersion.kind == "essay")).one()
    number, item = version.id, version.item_id
    db.session.rollback()
    for narrowed, expected in (
        ("state=live", {"short-1", "single-1"}), ("state=draft", {"essay-1"}), ("kind=short", {"short-1"}), ("tier=senior", {"short-1"}),
        ("product=home", {"short-1"}), ("state=live&tier=junior", {"single-1"}), ("state=reviewed", set()), ("state=none", {"short-1", "single-1", "essay-1"}),
    ):  # fmt: skip
        page = author.get(f"/bank?{narrowed}").get_data(as_text=True)
        assert {key for key in ("short-1", "single-1", "essay-1") if key in page} == expected, narrowed
    send(colleague, f"/bank/versions/{number}/review", {"verdict": "approve"})
    assert "essay-1" in author.get("/bank?state=reviewed").get_data(as_text=True)
    send(colleague, f"/bank/items/{item}/retire")
    assert "essay-1" in author.get("/bank?state=retired").get_data(as_text=True)


def test_variants_show_each_other(app: Flask, author: FlaskClient) -> None:
    load(draft("short"), draft("short", key="short-zh", language_of="short-1"))
    ids = dict(db.session.execute(select(Item.key, Item.id)).all())  # type: ignore[arg-type]
    db.session.rollback()
    assert "short-zh" in author.get(f"/bank/items/{ids['short-1']}").get_data(as_text=True)
    assert "short-1" in author.get(f"/bank/items/{ids['short-zh']}").get_data(as_text=True)
    assert 'value="short-1"' in author.get(f"/bank/items/{ids['short-zh']}/edit").get_data(as_text=True)
