"""`POST /api/work-orders`: batches in, once each, all of them or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.api.models import ApiAnswer
from lms.api.rules import LARGEST_BODY, MOST_ORDERS, Scope
from lms.core import clock
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.kpis.actions.profiles import save_profile
from lms.kpis.models import FactFile, Reading, Subject, WorkOrderLoad
from tests.features.api_scene import ADDRESS, batch, count, order, push, token_for

PROFILE = """
name = "tickets"
source = "desk"
zone = "Asia/Shanghai"

[fields]
order_no = "Ticket.Id"
opened_at = "Opened"
technician = "Who"
"""


def test_a_batch_is_loaded_and_figures_follow(client: FlaskClient) -> None:
    answer = push(client, token_for(), batch())
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert {name: answer.json[name] for name in ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")} == {
        "rows": 2, "orders": 2, "loaded": 2, "replaced": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    assert answer.json["months"] == ["2026-02"]
    assert answer.json["first_opened_at"] == "2026-02-02T01:00:00Z"
    assert db.session.scalar(select(func.sum(FactFile.rows))) == 2
    assert db.session.scalar(select(Subject.id).where(Subject.level == "technician", Subject.source == "desk"))


def test_the_same_orders_again_change_nothing(client: FlaskClient) -> None:
    token = token_for()
    push(client, token, batch())
    answer = push(client, token, batch(order(1), order(2, csat=50)))
    assert answer.json is not None
    assert (answer.json["loaded"], answer.json["replaced"], answer.json["unchanged"]) == (0, 1, 1)
    assert answer.json["reopened_months"] == ["2026-02"]


def test_the_same_request_gets_the_same_answer_and_loads_nothing_again(client: FlaskClient) -> None:
    token = token_for()
    first = push(client, token, batch(), Idempotency_Key="nightly-2026-03-01")
    again = push(client, token, batch(), Idempotency_Key="nightly-2026-03-01")
    assert again.status_code == first.status_code == 200
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(WorkOrderLoad) == 1


def test_the_key_of_another_request_is_refused(client: FlaskClient) -> None:
    token = token_for()
    push(client, token, batch(), Idempotency_Key="nightly-2026-03-01")
    answer = push(client, token, batch(order(3)), Idempotency_Key="nightly-2026-03-01")
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert count(WorkOrderLoad) == 1
    assert push(client, token_for(), batch(order(3)), Idempotency_Key="nightly-2026-03-01").status_code == 200


def test_a_load_whose_answer_was_lost_is_told_again(client: FlaskClient) -> None:
    token = token_for()
    first = push(client, token, batch(), Idempotency_Key="nightly-2026-03-01")
    with transaction() as session:  # as if the process had died between the load and the note of its answer
        session.query(ApiAnswer).delete()
    assert push(client, token, batch(order(9)), Idempotency_Key="nightly-2026-03-01").status_code == 409
    again = push(client, token, batch(), Idempotency_Key="nightly-2026-03-01")
    assert again.json == first.json
    assert count(WorkOrderLoad) == 1


def test_a_wrong_row_stops_the_batch_and_is_named(client: FlaskClient) -> None:
    answer = push(client, token_for(), batch(order(1), order(2, csat="very"), order(3, opened_at=None)))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["type"] == "urn:shifu:problem:rejected-rows"
    told = [(error["row"], error["field"], error["pointer"], error["code"]) for error in answer.json["errors"]]
    assert told == [
        (2, "csat", "/orders/1/csat", "bad_number"),
        (3, "opened_at", "/orders/2/opened_at", "missing"),
    ]
    assert "very" in answer.json["errors"][0]["detail"]
    assert count(WorkOrderLoad) == count(FactFile) == count(Reading) == 0


def test_a_refused_batch_may_come_again_mended_under_its_key(client: FlaskClient) -> None:
    token = token_for()
    assert push(client, token, batch(order(1, csat="x")), Idempotency_Key="batch-000001").status_code == 422
    assert push(client, token, batch(order(1, csat=1)), Idempotency_Key="batch-000001").status_code == 200


def test_partial_loads_the_good_rows_and_names_the_others(client: FlaskClient) -> None:
    answer = push(client, token_for(), batch(order(1), order(2, csat="very"), partial=True))
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["loaded"], answer.json["rejected"]) == (1, 1)
    assert [error["row"] for error in answer.json["errors"]] == [2]


def test_a_dry_run_changes_nothing(client: FlaskClient) -> None:
    answer = push(client, token_for(Scope.CHECK), batch(order(1), order(2, csat="very"), dry_run=True))
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["dry_run"], answer.json["loaded"], answer.json["rejected"]) == (True, 1, 1)
    assert count(WorkOrderLoad) == count(FactFile) == 0


def test_a_profile_reads_other_names(client: FlaskClient) -> None:
    with transaction():
        save_profile(text=PROFILE, actor=System("test"), at=clock.now())
    orders = [{"Ticket": {"Id": "A-1"}, "Opened": "2026-02-03 09:00", "Who": "Li"}]
    answer = push(client, token_for(), {"profile": "tickets", "orders": orders})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert (answer.json["source"], answer.json["first_opened_at"]) == ("desk", "2026-02-03T01:00:00Z")
    assert push(client, token_for(), {"profile": "none", "orders": orders}).status_code == 422


def test_the_audit_trail_names_the_token(client: FlaskClient) -> None:
    push(client, token_for(), batch())
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "orders.loaded"))
    assert line is not None
    assert (line.actor_id, line.actor_name) == (None, "API · Ticket system")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ({"orders": [order(1)]}, ""),
        (batch(order(1), wrong=1), "/wrong"),
        (batch(order(1), profile="tickets"), "/source"),
        (batch(order(1), partial="yes"), "/partial"),
        (batch(order(1), source=7), "/source"),
        ({"source": "desk", "orders": []}, "/orders"),
        ({"source": "desk", "orders": [order(1), "x"]}, "/orders/1"),
        (batch(order(1), order(2, ticket="x")), "/orders/1/ticket"),
        (batch(order(1), order(2, team=["x"])), "/orders/1/team"),
        (batch({"order_no": "1"}), "/orders"),
        (batch(order(1, **{"a/b~c": 1})), "/orders/0/a~1b~0c"),
    ],
)
def test_a_batch_of_the_wrong_shape_is_refused_and_told_where(client: FlaskClient, body: Any, pointer: str) -> None:
    answer = push(client, token_for(), body)
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == pointer
    assert count(WorkOrderLoad) == 0


@pytest.mark.parametrize("body", [b"", b"{", b'{"orders": [' + b"[" * 100_000, b"\xff\xfe{}"])
def test_what_is_no_json_is_refused(client: FlaskClient, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {token_for()}"}
    answer = client.post(ADDRESS, data=body, headers=headers, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_only_json_of_a_size_is_taken(client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {token_for()}"}
    assert client.post(ADDRESS, data={"orders": "1"}, headers=headers).status_code == 415
    large = b" " * (LARGEST_BODY + 1)
    assert client.post(ADDRESS, data=large, headers=headers, content_type="application/json").status_code == 413
    many = {"source": "desk", "orders": [{"order_no": "1"}] * (MOST_ORDERS + 1)}
    assert push(client, token_for(), many).status_code == 413


def test_texts_that_no_database_takes_are_rows_that_are_wrong(client: FlaskClient) -> None:
    body = b'{"source": "desk", "orders": [{"order_no": "1", "opened_at": "2026-02-01T00:00:00Z", "team": "\\ud800\\u0000"}]}'
    headers = {"Authorization": f"Bearer {token_for()}"}
    answer = client.post(ADDRESS, data=body, headers=headers, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["row"] == 1


@pytest.mark.parametrize("key", ["short", "x" * 101, "with space in it"])
def test_a_key_that_is_none_is_refused(client: FlaskClient, key: str) -> None:
    assert push(client, token_for(), batch(), Idempotency_Key=key).status_code == 400


def test_errors_are_told_in_the_readers_language(app: Flask) -> None:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    answer = push(client, None, batch())
    assert answer.json is not None
    assert answer.json["title"] == "需要令牌"


def test_the_description_says_what_the_code_takes(client: FlaskClient) -> None:
    api = client.get("/api/openapi.json").json
    assert api is not None
    names = api["components"]["schemas"]["Order"]["properties"]
    assert {"order_no", "opened_at", "csat", "priority"} <= set(names)
    assert names["nps"] == {"type": ["integer", "null"], "minimum": 0, "maximum": 10}
