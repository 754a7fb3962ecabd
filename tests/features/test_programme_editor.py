"""A programme is changed on the page: a draft of the newest version, a new stage with a gate of groups, published, exported;
then a learner who is under way is moved to it after looking at what changes."""

from __future__ import annotations

import io

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.change_models import ProgrammeDraft, VersionMove
from lms.onboarding.models import Enrolment, ProgrammeVersion, StagePassage
from lms.onboarding.queries.standing import learner_standing
from lms.onboarding.track_data import data_of
from tests.browsing import fields_of, in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import PROGRAMME, Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def stage_lines(*lines: tuple[str, str, str, str]) -> dict[str, list[str]]:
    return {
        "what": [line[0] for line in lines], "minimum": [line[1] for line in lines], "part": [line[2] for line in lines],
        "group": [line[3] for line in lines], "place": [str(n) for n in range(1, len(lines) + 1)],
    }  # fmt: skip


def states(app: Flask, scene: Onboarding) -> list[str]:
    with app.test_request_context():
        standing = learner_standing(scene.learner.id, clock.today())
    db.session.rollback()
    assert standing is not None
    return [stage.state for stage in standing.stages]


def test_from_a_draft_to_a_version_and_people_moved(app: Flask, scene: Onboarding, fixed_clock: Clock) -> None:
    manager = scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True))
    scene.enrol()
    scene.complete("safety")
    # A draft of what there is.
    assert (
        send(manager, "/programmes/drafts", {"of": "technician"}).headers["Location"] == "/programmes/drafts/technician"
    )
    assert "Go on with the draft" in manager.get("/programmes").text
    again = send(manager, "/programmes/drafts", {"of": "technician"}, follow=True)
    assert "There is a draft of this programme already: go on with it here, or discard it." in again.text
    assert again.request.path == "/programmes/drafts/technician"
    page = manager.get("/programmes/drafts/technician").get_data(as_text=True)
    assert "Nothing stands against publishing" in page
    # A stage in the middle: two practical things of which one is enough, and the mentor's agreement.
    send(manager, "/programmes/drafts/technician/stages", {"deed": "add"})
    problems = manager.get("/programmes/drafts/technician").get_data(as_text=True)
    assert "Stage 3, “stage-1”: nothing to do stands in it" in problems
    assert 'formaction="/programmes/drafts/technician/publish"' not in problems
    send(manager, "/programmes/drafts/technician/stages", {"deed": "up", "number": "3"})
    data = {
        "title_zh": "跟岗", "title_en": "Shadowing", "purpose_zh": "", "purpose_en": "", "days": "8", "need": "", "need_a": "1",
        "need_b": "", "need_c": "",
        **stage_lines(("course:safety", "", "", "a"), ("course:rules", "", "", "a"), ("agreement:", "", "", ""), ("", "", "", "")),
    }  # fmt: skip
    saved = send(manager, "/programmes/drafts/technician/stages/2", data)
    assert saved.headers["Location"] == "/programmes/drafts/technician#stages"
    basics = {
        "title_zh": "售后工程师入职培训", "title_en": "Technician onboarding", "family": "field", "days": "working",
        "weight_theory": "40", "weight_practical": "40", "weight_mentor": "15", "minimum_theory": "60",
        "minimum_practical": "60", "minimum_mentor": "60", "pass_mark": "80", "extension_days": "10", "most_extensions": "2",
        "may_repeat": "y", "may_propose": "y", "signers": "manager", "on_duty": "signature", "look_back_days": "30", "escalate_after": "2",
        "scheme": "field", "level": "1",
    }  # fmt: skip
    send(manager, "/programmes/drafts/technician", basics)
    page = manager.get("/programmes/drafts/technician").get_data(as_text=True)
    assert "The weights add up to 95, not to 100." in page
    refused = send(manager, "/programmes/drafts/technician/publish", {})
    assert refused.status_code == 422
    send(manager, "/programmes/drafts/technician", {**basics, "weight_mentor": "20"})
    preview = manager.get("/programmes/drafts/technician/preview").get_data(as_text=True)
    assert "Of group A, at least 1." in preview
    assert "Mentor&#39;s agreement" in preview
    published = send(manager, "/programmes/drafts/technician/publish", {}, follow=True).get_data(as_text=True)
    assert "Published as version 2" in published
    assert db.session.scalar(select(func.count()).select_from(ProgrammeDraft)) == 0
    # It comes out as a file and in again as a draft.
    text = manager.get("/programmes/technician/versions/2.yaml").get_data(as_text=True)
    assert yaml.safe_load(text)["stages"][1]["groups"] == [{"code": "a", "need": 1}]
    db.session.rollback()
    upload = {"file": (io.BytesIO(text.replace("code: technician", "code: other").encode()), "t.yaml")}
    assert send(manager, "/programmes/drafts", upload).headers["Location"] == "/programmes/drafts/other"
    broken = send(manager, "/programmes/drafts", {"file": (io.BytesIO(b"a: [1\nb: {"), "t.yaml")})
    assert "The file is no programme" in broken.get_data(as_text=True)
    # Whoever is under way stays on version 1 until moved.
    assert states(app, scene) == ["now", "later"]
    fixed_clock.forward(days=3)
    scene.complete("rules")
    look = manager.get("/programmes/technician/versions/1/move").get_data(as_text=True)
    assert "Pre-job training" in look  # counts already
    assert "Mentor&#39;s agreement" in look, look[look.index("<tbody") :][:1500]
    move = {"person": str(scene.enrolment_id), "reason": "The new way is better", "signed": "y", "to": "2"}
    seen_before = send(manager, "/programmes/technician/versions/1/move", {**move, "to": "1"})
    assert seen_before.status_code == 422  # published since: what changes for each is another thing
    assert "A newer version was published meanwhile" in seen_before.text
    assert send(manager, "/programmes/technician/versions/1/move", {**move, "signed": ""}).status_code == 422
    done = send(manager, "/programmes/technician/versions/1/move", move, follow=True).get_data(as_text=True)
    assert "1 person moved, and told." in done
    assert states(app, scene) == ["done", "now", "later"]
    assert db.session.scalars(select(VersionMove)).one().stage_code == "certify"
    assert db.session.scalar(select(func.count()).select_from(StagePassage)) == 1
    assert db.session.get_one(Enrolment, scene.enrolment_id).version_id == 2
    db.session.rollback()
    # The mentor says no, then yes; the gate opens with the yes, and the group is content with one of two.
    mentor = scene.make.browser(scene.technical)
    path = f"/enrolments/{scene.enrolment_id}/agreement"
    assert "The mentor has not agreed yet" in mentor.get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    assert send(mentor, path, {"agrees": "no", "comment": ""}).status_code == 422
    send(mentor, path, {"agrees": "no", "comment": "Once more with the meter"})
    assert "does not agree yet" in scene.make.browser(scene.learner).get("/programme").get_data(as_text=True)
    send(mentor, path, {"agrees": "yes", "comment": ""})
    assert states(app, scene) == ["done", "done", "now"]
    page = manager.get(f"/enrolments/{scene.enrolment_id}").get_data(as_text=True)
    assert "Moved to version 2" in page
    assert "Mentor agrees to go on from “Shadowing”" in page


def test_a_version_as_data_is_what_was_published(scene: Onboarding) -> None:
    version = db.session.get_one(ProgrammeVersion, 1)
    said = data_of(version)
    assert {name: said[name] for name in PROGRAMME if name != "stages"} == {
        n: v for n, v in PROGRAMME.items() if n != "stages"
    }
    assert said["stages"] == PROGRAMME["stages"]


def test_a_file_of_another_shape_is_refused_and_one_plain_title_is_read(scene: Onboarding) -> None:
    manager = scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True))
    head = "code: odd\ntitle: Onboarding\n"
    for wrong in (
        "stages: [{contents: 5}]", "stages: [{groups: [a]}]", "stages: [{title: [a]}]", "stages: []\nminimums: [60]",
        "stages: []\npolicy: {signers: 3}", "stages: []\nfamily: 2026-03-02", "stages: []\npass_mark: .nan",
        "stages: [{contents: [{kind: log, group: [a]}]}]", "stages: []\naward: {scheme: {a: b}}",
    ):  # fmt: skip
        refused = send(manager, "/programmes/drafts", {"file": (io.BytesIO((head + wrong).encode()), "t.yaml")})
        assert refused.status_code == 422, wrong
        assert "The file is no programme" in refused.get_data(as_text=True), wrong
        assert '<p class="sf-error" id="file-error">' in refused.text, wrong  # at the field, not a page of its own
    for content, words in (
        (b"code: odd\nstages:\n- code: one\n  contents:\n  - kind: [log]\n", "line 5"), (b"code: [1\nb: {", "line 2"), (b"", "lacks its code"),
        (b"stages: []", "lacks its code"), (b"\xb3\xb5", "no text in UTF-8"), (b"#" * 200_001, "too large"),
        (b"code: Not A Code\nstages: []", "is no code"),
    ):  # fmt: skip
        refused = send(manager, "/programmes/drafts", {"file": (io.BytesIO(content), "t.yaml")})
        assert refused.status_code == 422
        assert words in refused.text.partition('id="file-error"')[2].partition("</p>")[0], words
    refused = send(manager, "/programmes/drafts", {"code": "Not A Code"})
    assert 'value="Not A Code"' in refused.text
    assert refused.text.count('id="code-error"') == 1
    said = head + "stages: [{code: one, title: Start, purpose: To begin}]\npolicy: {signers: , escalate_after: }\n"
    send(manager, "/programmes/drafts", {"file": (io.BytesIO(said.encode()), "t.yaml")})
    page = manager.get("/programmes/drafts/odd")
    assert page.status_code == 200
    assert 'value="Onboarding"' in page.get_data(as_text=True)
    assert 'value="Start"' in manager.get("/programmes/drafts/odd/stages/1").get_data(as_text=True)


def test_what_stands_against_a_draft_is_said_in_the_readers_words(scene: Onboarding) -> None:
    manager = scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True))
    taken = send(manager, "/programmes/drafts", {"code": "technician"}, follow=True)
    assert "There is a programme with the code “technician” already" in taken.text
    assert db.session.scalar(select(func.count()).select_from(ProgrammeDraft)) == 0
    db.session.rollback()
    send(manager, "/programmes/drafts", {"code": "fresh"})
    at = "/programmes/drafts/fresh"
    chinese = in_chinese(scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True)))
    assert "培训项目缺少：阶段。" in chinese.get(at).text
    assert ">达标后自动上岗</option>" in chinese.get(at).text  # not the words of a line that stands in no group
    assert "The programme lacks: stages." in manager.get(at).text
    send(manager, "/programmes/drafts", {"of": "technician"})
    at = "/programmes/drafts/technician"
    basics = fields_of(manager.get(at).text) | {"may_propose": "y"}
    for typed, words in (
        ({"title_zh": ""}, "no title in one of the two languages (Chinese)"), ({"pass_mark": "0"}, "The pass mark lies above 0"),
        ({"extension_days": "0"}, "An extension lasts at least one day."),
        ({"scheme": "no-such"}, "No scheme “no-such” has a tier 1."), ({"level": "9"}, "No scheme “field” has a tier 9."),
        ({"weight_mentor": "", "weight_theory": "60"}, "only a mark of the last stage counts"),
        ({"most_extensions": "21"}, "Enter 0 to 20."), ({"escalate_after": "91"}, "Enter 0 to 90."),
    ):  # fmt: skip
        assert words in send(manager, at, {**basics, **typed}, follow=True).text, typed
    send(manager, at, {**basics, "scheme": "fie*"})
    assert "Nothing stands against publishing" in manager.get(at).text
    lines = stage_lines(("log:", "", "", "a"), ("talk:", "", "", "a"))
    send(manager, f"{at}/stages/1", {"days": "5", "need_a": "9", **lines})
    page = manager.get(f"{at}/stages/1").text
    assert "of group A at least 1 and at most 2" in page
    assert "no title in one of the two languages (Chinese and English)" in page
    file = "code: filed\ntitle: Filed\nfamily: field\nweights: {theory: 100}\npass_mark: 80\nextension_days: 5\n"
    file += "policy: {most_extensions: 99, days: sunny}\nstages: [{code: a, title: A, days: 3}]\n"
    send(manager, "/programmes/drafts", {"file": (io.BytesIO(file.encode()), "t.yaml")})
    page = manager.get("/programmes/drafts/filed").text
    assert (
        "“At most so many extensions of a stage” does not hold what it may (a whole number within its limits)." in page
    )
    assert "“Stages are counted in” does not hold what it may (one of the choices)." in page


def test_drafts_are_for_those_who_manage_everywhere(scene: Onboarding) -> None:
    local = scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.unit))
    assert local.get("/programmes").status_code == 200
    assert send(local, "/programmes/drafts", {"of": "technician"}).status_code == 403
    assert scene.make.browser(scene.learner).get("/programmes").status_code == 403


def test_a_log_is_a_log_whatever_a_file_calls_it(scene: Onboarding) -> None:
    data = data_of(db.session.get_one(ProgrammeVersion, 1))
    data["stages"][1]["contents"].append({"kind": "log", "ref": "growth-log", "minimum": 3})
    with transaction():
        version = publish_programme(data=data, actor=System("test"), at=clock.now())
    assert [(one.kind, one.ref) for one in version.stages[1].contents][-1] == ("log", "log")
