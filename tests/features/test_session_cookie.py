"""The session's cookie is renewed while somebody works, but not with every answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from lms.core.cookies import RENEWED


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("age", "session", "is_sent"),
    [
        (timedelta(seconds=5), {"_permanent": True, "a": 1}, False),
        (RENEWED + timedelta(seconds=5), {"_permanent": True, "a": 1}, True),
        (RENEWED + timedelta(seconds=5), {"a": 1}, False),
        (timedelta(hours=13), {"_permanent": True, "a": 1}, False),  # too old to be believed: nothing to renew
    ],
)
def test_a_permanent_session_is_sent_again_when_its_cookie_is_old(
    app: Flask, monkeypatch: pytest.MonkeyPatch, age: timedelta, session: dict[str, object], is_sent: bool
) -> None:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    now = TimestampSigner.get_timestamp
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda signer: now(signer) - int(age.total_seconds()))
        cookie = serializer.dumps(session)
    client = app.test_client()
    client.set_cookie("shifu", cookie)
    sent = client.get("/healthz").headers.getlist("Set-Cookie")
    assert any(one.startswith("shifu=") for one in sent) is is_sent
