"""Pictures, videos and papers of courses: who gets them, and how."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.actions.drafts import add_asset
from courses.models import CourseAsset
from courses.queries.courses import get_course
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0"/></svg>'
FILM = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 20


def keep(code: str, name: str, content: bytes) -> bool:
    with transaction():
        return add_asset(course=get_course(code), name=name, content=content, actor=System(), at=clock.now())


@pytest.fixture
def reader(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.LEARNER))


def test_a_lesson_shows_its_pictures(make: Factory, reader: FlaskClient) -> None:
    write("power", publish=False)
    keep("power", "board.svg", SVG)
    (lesson,) = write("power", text("one", en="![The board](assets/board.svg)", zh="![板](assets/board.svg)"))
    page = reader.get(f"/lessons/{lesson}").get_data(as_text=True)
    address = page.split('src="/courses/')[1].split('"')[0]
    answer = reader.get("/courses/" + address)
    assert answer.data == SVG
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    again = reader.get("/courses/" + address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-1", 206, FILM[:2]),
        ("bytes=100-199", 206, FILM[100:200]),
        ("bytes=-5", 206, FILM[-5:]),
        (None, 200, FILM),
        ("bytes=9999999-", 416, None),
    ],
)
def test_a_video_is_sent_in_parts(
    make: Factory, reader: FlaskClient, asked: str | None, status: int, sent: bytes | None
) -> None:
    write("power", text("one"), publish=False)
    keep("power", "film.mp4", FILM)
    write("power", text("one"))
    answer = reader.get("/courses/power/assets/film.mp4", headers={"Range": asked} if asked else {})
    assert answer.status_code == status
    if sent is not None:
        assert (answer.data, answer.headers["Accept-Ranges"]) == (sent, "bytes")


def test_files_of_drafts_are_for_authors_only(make: Factory, reader: FlaskClient, fixed_clock: Clock) -> None:
    author = make.browser(make.person(Role.TRAINER))
    write("power", text("one"), publish=False)
    keep("power", "board.svg", SVG)
    assert reader.get("/courses/power/assets/board.svg").status_code == 404
    assert author.get("/courses/power/assets/board.svg").status_code == 200
    write("power", text("one"))
    assert reader.get("/courses/power/assets/board.svg").status_code == 200
    fixed_clock.forward(days=1)
    keep("power", "next.svg", SVG.replace(b"0 0 4 2", b"0 0 8 8"))
    assert reader.get("/courses/power/assets/next.svg").status_code == 404
    assert reader.get("/courses/other/assets/board.svg").status_code == 404


def test_a_replaced_picture_waits_for_the_next_version(make: Factory, reader: FlaskClient, fixed_clock: Clock) -> None:
    newer = SVG.replace(b"0 0 4 2", b"0 0 8 8")
    shown = text("one", en="![The board](assets/board.svg)", zh="![板](assets/board.svg)")
    write("power", publish=False)
    keep("power", "board.svg", SVG)
    (lesson,) = write("power", shown)
    fixed_clock.forward(days=1)
    assert keep("power", "board.svg", newer) is True
    assert keep("power", "board.svg", newer) is False

    def picture(number: int) -> bytes:
        page = reader.get(f"/lessons/{number}").get_data(as_text=True)
        return reader.get("/courses/" + page.split('src="/courses/')[1].split('"')[0]).data

    assert picture(lesson) == SVG
    (revised,) = write("power", shown)
    assert (picture(revised), picture(lesson)) == (newer, SVG)


def test_authors_upload_and_a_hostile_picture_is_refused_with_all_that_came_along(make: Factory) -> None:
    write("power", text("one"), publish=False)
    author = make.browser(make.person(Role.TRAINER))
    hostile = SVG.replace(b"<path", b"<script>alert(1)</script><path")
    files = [(io.BytesIO(SVG), "good.svg"), (io.BytesIO(hostile), "bad.svg")]
    answer = send(author, "/authoring/courses/power/files", {"files": files})
    assert answer.status_code == 422
    assert "“bad.svg” is refused: a picture may not hold &lt;script&gt;." in answer.get_data(as_text=True)
    assert db.session.scalars(select(CourseAsset)).all() == []
    files = [(io.BytesIO(SVG), "My Board.SVG")]
    assert send(author, "/authoring/courses/power/files", {"files": files}).status_code == 302
    assert [row.name for row in db.session.scalars(select(CourseAsset))] == ["My_Board.svg"]
    assert "assets/My_Board.svg" in author.get("/authoring/courses/power").get_data(as_text=True)
    assert send(author, "/authoring/courses/power/files", {}).status_code == 422
