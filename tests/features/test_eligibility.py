"""Dispatch asks who may do which work, and hears of changes by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as Checker

from certificates.actions.decide import decide
from certificates.eligibility.rights import may_examine, tiers_to_mentor
from certificates.models import Certificate
from certificates.rules.status import DecisionKind
from lms.api.rules import Scope
from lms.api.webhooks.actions import follow_eligibility
from lms.api.webhooks.delivery import send_calls
from lms.api.webhooks.models import EligibilityTold, Webhook, WebhookCall
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import in_chinese, send
from tests.certificate_samples import award, publish, scheme_data
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.api_scene import token_for

ROOT = "/administration/webhooks"


@dataclass
class Listener:
    """A system that is called: what came in, and what it answers."""

    address: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.came.append((dict(self.headers), body))
            self.send_response(heard.status)
            for name, value in {"Content-Length": "0", **heard.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    heard.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


def scheme() -> None:
    data = scheme_data()
    data["tiers"][0]["unlocks"] = {"jobs": [{"code": "boiler", "product_line": "home"}]}
    data["tiers"][1]["unlocks"] = {"jobs": [{"code": "chiller"}]}
    publish(tiers=data["tiers"])


def ask(
    client: FlaskClient, token: str | None, path: str = "eligibility", **question: str
) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = client.get(f"/api/{path}", query_string=question, headers={**headers, "Accept-Language": "en"})
    told: dict[str, Any] = answer.get_json(force=True)
    return answer.status_code, told


def suspend(certificate: Certificate, make: Factory, kind: DecisionKind = DecisionKind.SUSPEND) -> None:
    hr = make.person(Role.HR, everywhere=True)
    with transaction():
        row = db.session.get_one(Certificate, certificate.id)
        decide(
            certificate=row,
            kind=kind,
            reason="Worked unsafely",
            actor=db.session.get_one(Person, hr.id),
            at=clock.now(),
        )


def test_dispatch_asks(client: FlaskClient, make: Factory, fixed_clock: Clock) -> None:
    scheme()
    token = token_for(Scope.ELIGIBILITY)
    able = make.person(Role.LEARNER, employee_no="E0001", product_line="home")
    make.person(Role.LEARNER, employee_no="E0002")
    certificate = award(able)
    code, told = ask(client, token, person="E0001", job="boiler", product="home")
    assert (code, told["eligible"], told["until"], told["reasons"][0]["code"]) == (200, True, "2028-03-01", "holds")
    assert told["reasons"][0]["certificate"] == certificate.number
    assert "Home equipment field engineer, Junior" in told["reasons"][0]["detail"]
    assert [ask(client, token, person="E0001", job=job, **more)[1]["eligible"] for job, more in (
        ("chiller", {}), ("boiler", {"product": "industrial"}), ("boiler", {"on": "2028-03-02"}), ("boiler", {"on": "2028-03-01"}),
    )] == [False, False, False, True]  # fmt: skip
    code, told = ask(client, token, person="E0002", job="boiler")
    assert (told["eligible"], told["reasons"][0]["code"], told["reasons"][0]["tier_needed"]) == (False, "not_held", 1)
    assert ask(client, token, "eligible-people", job="boiler")[1]["people"] == [
        {"person": "E0001", "until": "2028-03-01"}
    ]
    suspend(certificate, make)
    code, told = ask(client, token, person="E0001", job="boiler")
    assert (told["eligible"], told["until"], told["reasons"][0]["code"]) == (False, None, "suspended")
    assert ask(client, token, "eligible-people", job="boiler")[1]["people"] == []

    for question, status, kind in (
        ({"person": "E0001", "job": "flying"}, 422, "unknown-job"), ({"person": "E0001"}, 422, "unknown-job"),
        ({"person": "X", "job": "boiler"}, 404, "unknown-person"), ({"job": "boiler"}, 404, "unknown-person"),
        ({"person": "E0001", "job": "boiler", "on": "tomorrow"}, 422, "bad-question"),
        ({"person": "E0001", "job": "boiler", "product": "moon"}, 422, "bad-question"),
    ):  # fmt: skip
        code, told = ask(client, token, **question)
        assert (code, told["type"]) == (status, f"urn:shifu:problem:{kind}"), question
    assert ask(client, token_for(Scope.CHECK), person="E0001", job="boiler")[0] == 403
    assert ask(client, None, person="E0001", job="boiler")[0] == 401
    paths = client.get("/api/openapi.json").get_json()["paths"]
    assert {"/api/eligibility", "/api/eligible-people"} <= set(paths)


def test_dispatch_is_called(app: Flask, make: Factory, fixed_clock: Clock, listener: Listener) -> None:
    scheme()
    there = make.person(Role.LEARNER, employee_no="E0001", product_line="home")
    old = award(there)
    administrator = make.browser(make.person(Role.ADMIN, everywhere=True))
    assert follow_eligibility(at=clock.now()) == 0  # nobody is called
    wrong = send(administrator, ROOT, {"name": "Dispatch", "url": "http://dispatch.example.org/"})
    assert wrong.status_code == 422
    assert "https://" in wrong.get_data(as_text=True)
    made = send(administrator, ROOT, {"name": "Dispatch", "url": listener.address}).get_data(as_text=True)
    secret = made[made.index("whsec_") :].split("<")[0]
    assert follow_eligibility(at=clock.now()) == 1  # what is true already is taken down, and nobody called
    assert send_calls(at=clock.now()) == 0
    assert secret not in db.session.scalars(select(Webhook.wrapped)).one()
    db.session.rollback()

    new = make.person(Role.LEARNER, employee_no="E0002", product_line="home")
    award(new)
    suspend(old, make)
    assert follow_eligibility(at=clock.now()) == 2
    assert follow_eligibility(at=clock.now()) == 0  # told once
    assert send_calls(at=clock.now()) == 2
    for headers, body in listener.came:
        lower = {name.lower(): value for name, value in headers.items()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("standardwebhooks.webhooks.datetime", FixedNow)
            FixedNow.now_is = int(lower["webhook-timestamp"])
            assert Checker(secret).verify(body, lower)["type"] == "eligibility.changed"
    told = [json.loads(body)["data"] for _headers, body in listener.came]
    assert [(one["person"], one["job"], one["eligible"]) for one in told] == [
        ("E0001", "boiler", False),
        ("E0002", "boiler", True),
    ]
    assert told[0]["reasons"][0]["code"] == "suspended"
    ids = [
        headers["Webhook-Id"] if "Webhook-Id" in headers else headers["webhook-id"] for headers, _body in listener.came
    ]
    assert len(set(ids)) == 2

    fixed_clock.forward(days=760)  # the certificate runs out by itself
    assert follow_eligibility(at=clock.now()) == 1
    listener.status = 500
    assert send_calls(at=clock.now()) == 0
    assert send_calls(at=clock.now()) == 0  # not before its time
    call = db.session.scalars(select(WebhookCall).order_by(WebhookCall.id.desc())).first()
    assert call is not None
    assert (call.attempts, call.answer, call.given_up_at) == (1, "500", None)
    hook, number = call.webhook_id, call.message_id
    db.session.rollback()
    listener.status, listener.headers = 302, {"Location": listener.address}
    came = len(listener.came)
    fixed_clock.forward(minutes=2)
    assert send_calls(at=clock.now()) == 0
    assert len(listener.came) == came + 1  # where it sends elsewhere nobody follows
    for _ in range(6):
        fixed_clock.forward(days=2)
        send_calls(at=clock.now())
    page = administrator.get(f"{ROOT}/{hook}").get_data(as_text=True)
    assert "Given up" in page
    kinds = [notice.kind for notice in db.session.scalars(select(Notice).where(Notice.kind == "webhook.given_up"))]
    assert kinds == ["webhook.given_up"], "whoever added it is told once"
    db.session.rollback()
    assert "Does not answer" in administrator.get(ROOT).get_data(as_text=True)
    listener.status, listener.headers = 200, {}
    assert send(administrator, f"{ROOT}/{hook}/again").status_code == 302
    assert send(administrator, f"{ROOT}/{hook}/try").status_code == 302
    assert send_calls(at=clock.now()) == 2
    last = [{name.lower(): value for name, value in headers.items()}["webhook-id"] for headers, _body in listener.came]
    assert number in last[-2:]  # the same message has the same number
    assert json.loads(listener.came[-1][1])["type"] == "webhook.tried"
    assert send(administrator, f"{ROOT}/{hook}/again").status_code == 422
    assert "最近的调用" in in_chinese(administrator).get(f"{ROOT}/{hook}").get_data(as_text=True)

    assert send(administrator, f"{ROOT}/{hook}/end").status_code == 302
    assert send(administrator, f"{ROOT}/{hook}/try").status_code == 422
    fixed_clock.forward(days=1)
    assert follow_eligibility(at=clock.now()) == 0
    assert db.session.scalars(select(EligibilityTold.job)).all() == []
    db.session.rollback()


class FixedNow:
    """The checker's clock at the moment of the message: the tests' clock stands still elsewhere."""

    now_is = 0

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        from datetime import datetime

        return datetime.fromtimestamp(cls.now_is, tz=tz)

    @classmethod
    def fromtimestamp(cls, value: float, tz: Any = None) -> Any:
        from datetime import datetime

        return datetime.fromtimestamp(value, tz=tz)


def test_a_day_does_not_wait_for_an_event(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    scheme()
    person = make.person(Role.LEARNER, product_line="home")
    award(person)
    administrator = make.browser(make.person(Role.ADMIN, everywhere=True))
    send(administrator, ROOT, {"name": "Dispatch", "url": "https://dispatch.example.org/"})
    follow_eligibility(at=clock.now())
    fixed_clock.forward(days=731)
    assert clock.today() > db.session.scalars(select(Certificate.expires_on)).one()
    db.session.rollback()
    assert follow_eligibility(at=clock.now() + timedelta(seconds=1)) == 1
    call = json.loads(db.session.scalars(select(WebhookCall.body)).one())
    db.session.rollback()
    assert (call["data"]["eligible"], call["data"]["reasons"][0]["code"]) == (False, "expired")
    assert follow_eligibility(at=clock.now() + timedelta(minutes=1)) == 0

    # A rule that changes is looked at in the next minute, not on the next day.
    award(person)
    assert follow_eligibility(at=clock.now() + timedelta(minutes=2)) == 1
    data = scheme_data()
    data["tiers"][0]["unlocks"] = {}
    publish(tiers=data["tiers"])
    assert follow_eligibility(at=clock.now() + timedelta(minutes=3)) == 1
    call = json.loads(db.session.scalars(select(WebhookCall.body).order_by(WebhookCall.id.desc())).first() or "")
    db.session.rollback()
    assert call["data"]["eligible"] is False


def test_what_a_tier_gives_its_holder(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    data = scheme_data()
    data["tiers"][0]["unlocks"] = {"pay_step": "P2", "pay_label": {"zh": "二档", "en": "Second step"}}
    data["tiers"][2]["unlocks"] = {"pay_step": "P4", "may_examine": True, "may_mentor": True}
    publish(tiers=data["tiers"])
    unit, other = make.unit("SH"), make.unit("BJ")
    low, high = (make.person(Role.LEARNER, unit=unit, product_line="home", employee_no=f"P{n}") for n in (1, 2))
    award(low)
    award(make.person(Role.LEARNER, unit=other, product_line="home", employee_no="P3"), 2)
    certificate = award(high, 3)
    award(high)
    hr = make.browser(make.person(Role.HR, unit=unit))
    page = hr.get("/certificates/pay-steps").get_data(as_text=True)
    assert [step in page for step in ("P2", "P4", "Second step")] == [True] * 3
    assert "P3" not in page  # works elsewhere
    file = send(hr, "/certificates/pay-steps/file", {"kind": "csv"})
    lines = file.get_data().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["P1", "P2"]
    assert "Senior,P4" in lines[2]  # the highest only
    assert send(hr, "/certificates/pay-steps/file", {"kind": "exe"}).status_code == 400

    at = clock.now()
    assert [one.code for one in may_examine(low.id, [high.id], at)[high.id]] == ["examiner_without_tier"]
    assert may_examine(high.id, [low.id], at) == {}
    assert tiers_to_mentor([high.id], clock.today()) == ({high.id: {"field": 3}}, {"field": 3})
    suspend(certificate, make)
    assert high.id not in may_examine(low.id, [], at)
    assert [one.code for one in may_examine(high.id, [low.id], at)[low.id]] == ["examiner_without_tier"]
    lines = send(hr, "/certificates/pay-steps/file", {"kind": "csv"}).get_data().decode("utf-8-sig").splitlines()
    assert "Junior,P2" in lines[2]
    db.session.rollback()
