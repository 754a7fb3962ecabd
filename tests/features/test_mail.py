"""The outbox, against a mail server of the test's own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock, mail
from lms.core.db import db, transaction
from lms.core.mail import Letter
from lms.core.notices import Notice, Recipient, notify, register_notices
from tests.conftest import Clock


class _Session(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a letter."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.letters.append(b"".join(lines))  # type: ignore[attr-defined]
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def server() -> Iterator[socketserver.TCPServer]:
    """A mail server on a free port; `letters` holds what it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as tcp:
        tcp.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=tcp.serve_forever, daemon=True)
        thread.start()
        yield tcp
        tcp.shutdown()


def _with_smtp(app: Flask, port: int) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=f"smtp://127.0.0.1:{port}")


@pytest.fixture(autouse=True)
def settings_restored(app: Flask) -> Iterator[None]:
    """Each test sets its own mail server."""
    settings = app.extensions["settings"]
    register_notices({"test.hello": "Hello %(name)s"})
    yield
    app.extensions["settings"] = settings


def _write(language: str = "en") -> None:
    with transaction():
        notify(
            Recipient(1, language, "someone@example.org"), "test.hello", link="/notices", at=clock.now(), name="Anna"
        )


def test_a_notice_stands_in_the_application_and_goes_out_by_mail(app: Flask, server: socketserver.TCPServer) -> None:
    _write()
    _with_smtp(app, server.server_address[1])
    assert mail.send_due() == 1
    assert mail.send_due() == 0
    letter = server.letters[0].decode()  # type: ignore[attr-defined]
    assert "Hello Anna" in letter
    assert "http://127.0.0.1:8000/notices" in letter
    assert db.session.scalar(select(Notice.kind)) == "test.hello"


def test_at_night_a_letter_waits_for_the_morning(
    app: Flask, fixed_clock: Clock, server: socketserver.TCPServer
) -> None:
    fixed_clock.forward(hours=13)  # 22:00 in Shanghai
    _write()
    _with_smtp(app, server.server_address[1])
    assert mail.send_due() == 0
    fixed_clock.forward(hours=10)
    assert mail.send_due() == 1


def test_a_server_that_is_down_is_tried_later_and_given_up_in_the_end(app: Flask, fixed_clock: Clock) -> None:
    _write()
    _with_smtp(app, 1)
    assert mail.send_due() == 0
    first = db.session.scalars(select(Letter)).one()
    assert (first.attempts, first.sent_at) == (1, None)
    assert first.not_before > clock.now()
    for _ in range(mail.MOST_ATTEMPTS):
        fixed_clock.forward(hours=2)
        mail.send_due()
    db.session.rollback()
    assert db.session.scalars(select(Letter)).one().given_up_at is not None


def test_without_a_mail_server_letters_stay_in_the_outbox(app: Flask) -> None:
    _write("zh")
    assert mail.send_due() == 0
    letter = db.session.scalars(select(Letter)).one()
    assert letter.language == "zh"
    assert "师傅" in letter.subject
