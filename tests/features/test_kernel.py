"""The kernel by errand: health, errors, the audit chain."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import text

from lms.core import audit, clock
from lms.core.db import db, transaction
from lms.core.errors import Refusal, describe
from lms.core.notices import words
from lms.core.phrases import counted
from tests.factories import Factory


def test_health_answers_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_an_unknown_address_gets_a_page_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/nothing-here", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 404
    assert "没有找到内容" in answer.get_data(as_text=True)


def test_what_counts_one_says_so(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        sentence = counted("%(seats)s seat is left.", "%(seats)s seats are left.", "seats")
        assert [sentence % {"seats": number} for number in (1, "1", 3, 0)] == [
            "1 seat is left.", "1 seat is left.", "3 seats are left.", "0 seats are left.",
        ]  # fmt: skip
        assert describe((Refusal("room_in_use", {"count": 1}), Refusal("room_in_use", {"count": 2}))) == [
            "The room is planned for 1 session to come. Move it first.",
            "The room is planned for 2 sessions to come. Move them first.",
        ]
        seats = {"title": "Leaks", "when": "today", "place": "A", "people": 1}
        assert words("session_reminder_trainer", seats).endswith("1 person is signed up.")
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert describe((Refusal("room_in_use", {"count": 1}),)) == ["该教室还有 1 个待开场次，请先调整。"]


def _three_lines() -> None:
    with transaction():
        for n in range(3):
            audit.record("test.done", "thing", n, actor=audit.System(), at=clock.now(), note="说明")


def test_a_whole_chain_verifies(app: Flask, make: Factory) -> None:
    _three_lines()
    assert audit.verify() == (3, [])


def test_a_changed_missing_or_cut_line_is_found(app: Flask, make: Factory) -> None:
    for sabotage, found in [
        ("UPDATE audit_line SET actor_name = 'somebody else' WHERE seq = 2", "changed"),
        ("DELETE FROM audit_line WHERE seq = 2", "missing"),
        ("DELETE FROM audit_line WHERE seq = 3", "missing"),
    ]:
        with transaction() as session:
            session.execute(text("DELETE FROM audit_line"))
            session.execute(text("DELETE FROM audit_head"))
        _three_lines()
        with transaction() as session:
            session.execute(text(sabotage))
        _, findings = audit.verify()
        db.session.rollback()
        assert next(f.what for f in findings) == found, sabotage
