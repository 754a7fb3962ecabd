"""Whatever goes wrong under the API's addresses is told as a problem that programs can read, never as a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.api.rules import Scope
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.kpis.actions.profiles import save_profile
from lms.kpis.models import WorkOrderLoad
from tests.features.api_scene import ADDRESS, batch, count, order, push, token_for

PROFILE = """
name = "tickets"
source = "desk"

[fields]
order_no = "Ticket.Id"
opened_at = "Opened"
"""


def told(answer: TestResponse) -> dict[str, Any]:
    """The problem, checked to be one."""
    assert answer.mimetype == "application/problem+json", answer.text[:300]
    assert answer.json is not None
    assert answer.json["status"] == answer.status_code
    return answer.json


@pytest.mark.parametrize(
    ("method", "address", "sent", "status", "kind"),
    [
        ("GET", "/api/none", {}, 404, "no-such-address"),
        ("GET", "/api", {}, 404, "no-such-address"),
        ("GET", ADDRESS, {}, 405, "wrong-method"),
        ("DELETE", "/api/openapi.json", {}, 405, "wrong-method"),
        ("GET", "/api/openapi.json?x=%00", {}, 400, "bad-request"),
        ("POST", ADDRESS, {"data": {"orders": "1" * 3_000_000}}, 413, "too-large"),
    ],
)
def test_what_no_view_told_is_a_problem_too(
    app: Flask, method: str, address: str, sent: dict[str, Any], status: int, kind: str
) -> None:
    client = app.test_client()
    for language, asked in (("en", "text/html"), ("zh-CN", "application/json")):
        headers = {"Accept": asked, "Accept-Language": language}
        answer = client.open(address, method=method, headers=headers, **sent)
        problem = told(answer)
        assert (answer.status_code, problem["type"]) == (status, f"urn:shifu:problem:{kind}")
        for words in (problem["title"], problem["detail"]):
            assert any("\u4e00" <= character <= "\u9fff" for character in words) == (language == "zh-CN")
        assert ("Allow" in answer.headers) == (status == 405)


def test_a_crash_is_a_problem_with_a_reference(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_raw: Any) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("lms.api.routes.work_orders.read_batch", crash)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    problem = told(push(app.test_client(), token_for(), batch()))
    assert (problem["status"], problem["type"]) == (500, "urn:shifu:problem:crashed")
    assert problem["reference"]


def test_pages_of_people_stay_pages(client: FlaskClient) -> None:
    assert client.get("/apiary", headers={"Accept": "text/html"}).mimetype == "text/html"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (batch(source="de\0sk"), "/source"),
        ({"profile": "tick\0ets", "orders": [order(1)]}, "/profile"),
        (batch(order(1), order(2, **{"te\0am": "x"})), "/orders/1/te\0am"),
        ({"profile": "tickets", "orders": [{"Ticket": {"I\0d": "1"}}]}, "/orders/0/Ticket/I\0d"),
        (batch(order(1), order(2, team="x\0y")), "/orders/1/team"),
        (batch(order(1, order_no="1\0")), "/orders/0/order_no"),
        (batch(order(1, opened_at="2026-02-01T00:00:00Z\0")), "/orders/0/opened_at"),
        (batch(order(1, symptom="\ud800")), "/orders/0/symptom"),
        ({"profile": "tickets", "orders": [{"Ticket": {"Id": "1\0"}, "Opened": "2026-02-03"}]}, "/orders/0/Ticket.Id"),
    ],
)
def test_a_nul_anywhere_is_named_by_its_place(client: FlaskClient, body: Any, pointer: str) -> None:
    with transaction():
        save_profile(text=PROFILE, actor=System("test"), at=clock.now())
    headers = {"Authorization": f"Bearer {token_for(Scope.LOAD)}"}
    answer = client.post(ADDRESS, data=json.dumps(body), headers=headers, content_type="application/json")
    problem = told(answer)
    assert answer.status_code == 422
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["errors"][0]["code"] == "bad_character"
    assert count(WorkOrderLoad) == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"source":\n nothing}', "no valid JSON from line 2, character 2 on"),
        (b"\xff\xfe\xfa", "not written in UTF-8"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_body_that_is_no_json_is_told_without_a_parsers_english(client: FlaskClient, body: bytes, said: str) -> None:
    answer = client.post(
        "/api/work-orders", data=body, headers={"Authorization": f"Bearer {token_for()}", "Accept-Language": "en"}, content_type="application/json"
    )  # fmt: skip
    assert answer.status_code == 400
    assert said in told(answer)["detail"]


def test_wrong_orders_point_to_the_answer_and_not_to_a_file(client: FlaskClient) -> None:
    answer = push(client, token_for(), batch(order(1), order(2, csat=500)), Accept_Language="en")
    assert answer.status_code == 422
    assert (
        told(answer)["detail"]
        == "1 of 2 orders are wrong, so nothing was loaded. “errors” says what is wrong with each."
    )
