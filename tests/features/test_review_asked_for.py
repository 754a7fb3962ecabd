"""One training manager alone: a trainer or an assessor is asked by name to review a wording, sees that one, and the author puts
it into exams."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessments.models import Item, ItemReview, ItemReviewRequest, ItemVersion
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from tests.browsing import send, token_of
from tests.examples_of_exams import fill_bank
from tests.examples_of_items import picture
from tests.factories import Factory

FIELDS = {
    "difficulty": "2", "tier": "junior", "points": "1", "stem-zh": "主断路器在哪？", "stem-en": "Where is the breaker?", "key": "N-1",
    "spot-0-shape": "rectangle", "spot-0-numbers": "0,0,25,50", "spot-0-right": "1", "spot-0-label-en": "Upper left",
    "spot-1-shape": "circle", "spot-1-numbers": "75 50 10", "spot-1-label-en": "In the middle",
}  # fmt: skip


@pytest.fixture
def author(app: Flask, make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def write(author: FlaskClient) -> tuple[int, int]:
    """A draft with a picture: its item and its version."""
    fields = {**FIELDS, "topic": str(fill_bank(1, 1)[0].id), "figure": (io.BytesIO(picture()), "panel.png")}
    data = {**fields, "csrf_token": token_of(author)}
    answer = author.post("/bank/items/new/hot_spot", data=data, content_type="multipart/form-data")
    item_id = int(answer.location.rsplit("/", 1)[1])
    version_id = db.session.scalar(select(ItemVersion.id).where(ItemVersion.item_id == item_id))
    db.session.rollback()
    assert version_id
    return item_id, version_id


def test_a_trainer_reviews_what_they_were_asked_to(author: FlaskClient, make: Factory) -> None:
    trainer = make.person(Role.TRAINER, everywhere=True, name_latin="He Wenbo", name_zh="何文博")
    learner = make.person(Role.LEARNER)
    gone = make.person(Role.TRAINER, everywhere=True, left_on=clock.today() - timedelta(days=1))
    item_id, version_id = write(author)
    page, ask = author.get(f"/bank/items/{item_id}").text, f"/bank/versions/{version_id}/ask"
    assert "Ask for a review" in page
    assert f'<option value="{trainer.id}">' in page
    for nobody in (learner.id, gone.id, 0):
        refused = send(author, ask, {"reviewer": str(nobody)})
        assert (refused.status_code, "Choose an assessor, a trainer" in refused.text) == (422, True)
    reviewer, place = make.browser(trainer), f"/bank/reviews/{version_id}"
    pictures = f"/bank/versions/{version_id}/figure"
    assert [reviewer.get(path).status_code for path in (place, pictures)] == [404, 404]

    assert send(author, ask, {"reviewer": str(trainer.id)}).status_code == 302
    page = author.get(f"/bank/items/{item_id}").text
    assert "Asked: He Wenbo." in page
    assert f'<option value="{trainer.id}">' not in page
    assert send(author, ask, {"reviewer": str(trainer.id)}).status_code == 422  # once is enough
    assert re.search(r'href="/bank/reviews/\d+".*?N-1.*?You were asked to review it', reviewer.get("/").text, re.S)
    assert "You are asked to review the question N-1" in reviewer.get("/notices").text
    page = reviewer.get(place).text
    for words in ("Where is the breaker?", "主断路器在哪？", "Upper left", "tell nobody who will sit the exam"):
        assert words in page, words
    assert reviewer.get(pictures).status_code == 200
    for hidden in (f"/bank/items/{item_id}", "/bank", f"/bank/versions/{version_id}/preview"):
        assert reviewer.get(hidden).status_code == 403
    assert make.browser(learner).get(place).status_code == 404
    assert send(make.browser(learner), place, {"verdict": "approve"}).status_code == 404

    returned = send(reviewer, place, {"verdict": "return"})
    assert (returned.status_code, "Say what has to be mended" in returned.text) == (422, True)
    assert "Nobody has approved" in send(author, f"/bank/versions/{version_id}/live").text
    assert "The author has been told" in send(reviewer, place, {"verdict": "approve"}, follow=True).text
    assert "needs no review any more" in reviewer.get(place).text
    assert "asked to review" not in reviewer.get("/").text
    assert "reviewed the question N-1 and approved it" in author.get("/notices").text
    assert "1 approved question to put into exams" in author.get("/").text
    assert send(author, f"/bank/versions/{version_id}/live").status_code == 302
    assert send(author, ask, {"reviewer": str(trainer.id)}).status_code == 422
    with db.session.begin():
        assert db.session.scalar(select(func.count()).select_from(ItemReviewRequest)) == 1
        assert db.session.scalars(select(ItemReview.reviewed_by)).all() == [trainer.id]
        actions = db.session.scalars(select(AuditLine.action).where(AuditLine.subject_id == str(item_id))).all()
    assert "item.review_asked" in actions


def test_a_returned_or_newer_wording_asks_anew(author: FlaskClient, make: Factory) -> None:
    assessor = make.person(Role.ASSESSOR, everywhere=True)
    item_id, version_id = write(author)
    send(author, f"/bank/versions/{version_id}/ask", {"reviewer": str(assessor.id)})
    reviewer = make.browser(assessor)
    send(reviewer, f"/bank/reviews/{version_id}", {"verdict": "return", "comment": "The circle is right too."})
    page = author.get(f"/bank/items/{item_id}").text
    assert "The circle is right too." in page
    changed = {**FIELDS, "topic": str(topic_of(item_id)), "stem-en": "Where is the main breaker?", "kept_figure": "1"}
    data = {**changed, "figure": (io.BytesIO(picture()), "panel.png"), "csrf_token": token_of(author)}
    author.post(f"/bank/items/{item_id}/edit", data=data, content_type="multipart/form-data")
    assert f'<option value="{assessor.id}">' in author.get(f"/bank/items/{item_id}").text
    assert reviewer.get(f"/bank/reviews/{version_id + 1}").status_code == 404  # the next one is asked for anew


def topic_of(item_id: int) -> int:
    topic_id = db.session.get_one(Item, item_id).topic_id
    db.session.rollback()
    return topic_id
