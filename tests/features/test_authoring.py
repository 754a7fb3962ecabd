"""Writing a course by errand: add, write, look, publish, revise; and who may not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.models import Course, CourseVersion, Lesson
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text, write

COURSE = {
    "code": "power", "title_zh": "电源", "title_en": "Power", "summary_zh": "简介", "summary_en": "Summary",
    "category": "product", "delivery": "online", "product_line": "", "level": "", "owner_id": "0",
    "review_on": "2026-03-31",
}  # fmt: skip
LESSON = {
    "slug": "one", "minutes": "5", "title_zh": "第一课", "title_en": "First",
    "source_zh": "**断电**", "source_en": "**Switch off** <script>",
}  # fmt: skip


@pytest.fixture
def author(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.TRAINER))


def test_a_course_is_written_and_published(author: FlaskClient, make: Factory) -> None:
    learner = make.browser(make.person(Role.LEARNER))
    assert send(author, "/authoring/add-course", COURSE).location == "/authoring/courses/power"
    assert send(author, "/authoring/courses/power/add-lesson", LESSON).status_code == 302
    assert "Power" not in learner.get("/courses").get_data(as_text=True)
    look = author.get("/authoring/courses/power/publish").get_data(as_text=True)
    assert "First" in look
    assert "cannot be published" not in look
    assert send(author, "/authoring/courses/power/publish").status_code == 302
    assert "Power" in learner.get("/courses").get_data(as_text=True)
    (lesson,) = db.session.scalars(select(Lesson.id))
    change = {key: value for key, value in COURSE.items() if key != "code"} | {"level": "advanced"}
    assert send(author, "/authoring/courses/power/description", change).status_code == 302
    assert "Advanced level" in author.get("/authoring/courses/power").get_data(as_text=True)
    assert "Advanced level" in learner.get("/courses/power").get_data(as_text=True)
    assert "/courses/power" in learner.get("/courses?level=advanced").get_data(as_text=True)
    assert "/courses/power" not in learner.get("/courses?level=basic").get_data(as_text=True)
    assert send(author, "/authoring/courses/power/description", {**change, "level": "hard"}).status_code == 422
    page = learner.get(f"/lessons/{lesson}").get_data(as_text=True)
    assert "<strong>Switch off</strong> &lt;script&gt;" in page


def test_a_preview_shows_and_saves_nothing(author: FlaskClient) -> None:
    write("power", publish=False)
    answer = send(author, "/authoring/courses/power/add-lesson", {**LESSON, "preview": "1"})
    assert answer.status_code == 200
    assert "<strong>断电</strong>" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Lesson)).all() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "Power Faults"}, "Small letters, digits and dashes only."),
        ({"code": "taken"}, "There is a course with the code “taken” already."),
        ({"title_en": ""}, "This is needed."),
        ({"category": "nonsense"}, "Choose one of the list."),
        ({"review_on": "soon"}, "Write the day as 2026-03-02."),
    ],
)
def test_a_wrong_course_is_sent_back(author: FlaskClient, values: dict[str, str], sentence: str) -> None:
    write("taken", text("one"))
    answer = send(author, "/authoring/add-course", {**COURSE, **values})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert db.session.scalars(select(Course.code)).all() == ["taken"]


@pytest.mark.parametrize(
    "values", [{"slug": "two"}, {"slug": "No Good"}, {"minutes": "0"}, {"minutes": "x"}, {"title_zh": ""}]
)
def test_a_wrong_lesson_is_sent_back_with_what_was_typed(author: FlaskClient, values: dict[str, str]) -> None:
    write("power", text("two"), publish=False)
    answer = send(author, "/authoring/courses/power/add-lesson", {**LESSON, **values})
    assert answer.status_code == 422
    assert "**Switch off**" in answer.get_data(as_text=True)
    assert len(db.session.scalars(select(Lesson)).all()) == 1


def test_what_is_missing_stops_publishing(author: FlaskClient) -> None:
    write("power", text("one", en=""), text("two", zh="![x](assets/nope.svg)"), publish=False)
    look = author.get("/authoring/courses/power/publish").get_data(as_text=True)
    assert "Lesson 1 has no English text." in look
    assert "The Chinese text of lesson 2 shows “nope.svg”, but there is no such file." in look
    assert send(author, "/authoring/courses/power/publish").status_code == 422
    assert db.session.scalars(select(CourseVersion.published_at)).all() == [None]


def test_revising_leaves_the_published_version_alone_until_it_is_published(author: FlaskClient, make: Factory) -> None:
    one, _ = write("power", text("one"), text("two"))
    learner = make.browser(make.person(Role.LEARNER))
    send(author, "/authoring/courses/power/lessons/one", {**LESSON, "slug": "one"})
    send(author, "/authoring/courses/power/lessons/two/move", {"way": "up"})
    send(author, "/authoring/courses/power/add-lesson", {**LESSON, "slug": "three"})
    assert "Switch off" not in learner.get(f"/lessons/{one}").get_data(as_text=True)
    page = learner.get("/courses/power").get_data(as_text=True)
    assert page.index("Lesson one") < page.index("Lesson two")
    look = author.get("/authoring/courses/power/publish").get_data(as_text=True)
    assert "Changes since version 1" in look
    assert "English text" in look
    send(author, "/authoring/courses/power/publish")
    page = learner.get("/courses/power").get_data(as_text=True)
    assert page.index("Lesson two") < page.index("First")
    assert "2, published on" in page


def test_a_draft_is_discarded_and_a_lesson_left_out(author: FlaskClient) -> None:
    write("power", text("one"), text("two"))
    send(author, "/authoring/courses/power/lessons/one/remove")
    assert "removed" in author.get("/authoring/courses/power/publish").get_data(as_text=True)
    send(author, "/authoring/courses/power/discard")
    assert len(db.session.scalars(select(CourseVersion)).all()) == 1
    assert author.get("/authoring/courses/power/publish").status_code == 404


def test_the_shelf_says_what_is_overdue(author: FlaskClient, fixed_clock: Clock) -> None:
    send(author, "/authoring/add-course", COURSE)
    fixed_clock.forward(days=29)  # the day of review itself
    assert "Overdue" not in author.get("/authoring/courses").get_data(as_text=True)
    fixed_clock.forward(days=1)
    assert "Overdue" in author.get("/authoring/courses").get_data(as_text=True)
    assert "was to be reviewed by" in author.get("/authoring/courses/power").get_data(as_text=True)
    send(author, "/authoring/courses/power/description", {**COURSE, "review_on": "2027-03-31"})
    assert "Overdue" not in author.get("/authoring/courses").get_data(as_text=True)


def test_a_retired_course_leaves_the_catalogue_and_comes_back(author: FlaskClient, make: Factory) -> None:
    write("power", text("one"))
    learner = make.browser(make.person(Role.LEARNER))
    send(author, "/authoring/courses/power/retire")
    assert "Course power" not in learner.get("/courses").get_data(as_text=True)
    assert "no longer in the catalogue" in learner.get("/courses/power").get_data(as_text=True)
    send(author, "/authoring/courses/power/retire", {"back": "1"})
    assert "Course power" in learner.get("/courses").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.MENTOR, Role.HR, Role.AUDITOR])
def test_others_do_not_write(make: Factory, role: Role) -> None:
    write("power", text("one"), publish=False)
    browser = make.browser(make.person(role))
    for path in ("/authoring/courses", "/authoring/courses/power", "/authoring/courses/power/publish"):
        assert browser.get(path).status_code == 403, path
    for path in ("publish", "discard", "retire", "files", "add-lesson", "lessons/one/remove", "lessons/one/move"):
        assert send(browser, f"/authoring/courses/power/{path}", LESSON).status_code == 403, path
    assert send(browser, "/authoring/add-course", COURSE).status_code == 403
    assert len(db.session.scalars(select(Lesson)).all()) == 1
