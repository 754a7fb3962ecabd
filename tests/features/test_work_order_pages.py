"""Work orders through the pages: a file, its columns, the dry run, the load."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from lms.core.jobs import Job, run_waiting
from lms.kpis.actions.uploads import profile_of
from lms.kpis.models import FactFile, SourceProfile, WorkOrderLoad
from lms.kpis.rules.profiles import read_profile
from tests.browsing import send
from tests.factories import Factory
from tests.features.work_order_scene import FILE, HEADER, checked, count, form, kept, sign_in_loader, upload


@pytest.fixture
def loader(make: Factory) -> FlaskClient:
    """Somebody who may load work orders for the whole organisation."""
    return sign_in_loader(make)


def test_a_file_goes_in_as_proposed(loader: FlaskClient) -> None:
    answer = upload(loader)
    assert answer.status_code == 303, answer.text
    page = loader.get(answer.headers["Location"]).text
    assert "WO001" in page
    assert "2 Feb 2026, 09:30" in page  # the first order as it is understood
    page = checked(loader)
    assert ">40<" in page
    assert count(WorkOrderLoad) == count(FactFile) == 0
    answer = send(loader, f"/kpis/uploads/{kept().id}/load")
    assert answer.status_code == 303
    run_waiting()
    answer = loader.get(answer.headers["Location"])
    assert answer.status_code == 302
    page = loader.get(answer.headers["Location"]).text
    assert "What next" in page
    row = db.session.scalars(select(WorkOrderLoad)).one()
    assert (row.how, row.rows, row.loaded, row.rejected, row.file_name) == ("page", 40, 40, 0, "二月.csv")
    assert row.profile_id is not None
    assert row.loaded_by is not None
    assert row.file_id is not None
    assert "二月.csv" in loader.get("/kpis/loads").text
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"upload.kept", "upload.load_asked", "orders.loaded", "profile.saved"} <= actions


def test_a_load_is_done_once(loader: FlaskClient) -> None:
    upload(loader)
    checked(loader)
    path = f"/kpis/uploads/{kept().id}/load"
    send(loader, path)
    assert send(loader, path).status_code == 422  # at work already
    run_waiting()
    assert send(loader, path).status_code == 422  # loaded
    assert count(WorkOrderLoad) == 1


def test_what_is_chosen_is_kept_even_where_it_makes_no_profile(loader: FlaskClient) -> None:
    upload(loader)
    place = next(key for key, names in kept().choices.items() if names == ["order_no"])
    answer = send(
        loader,
        f"/kpis/uploads/{kept().id}",
        {**form(**{place: [""], "zone": "Mars/Base"}), "do": "check"},
        follow=True,
    )
    assert "make no profile yet" in answer.text
    assert 'value="Mars/Base"' in answer.text
    assert "no time zone" in answer.text
    assert count(Job) == 0


def test_choices_are_seen_at_once(loader: FlaskClient) -> None:
    upload(loader)
    answer = send(loader, f"/kpis/uploads/{kept().id}", {**form(zone="UTC"), "do": "look"}, follow=True)
    assert "2 Feb 2026, 17:30" in answer.text


def test_choices_are_saved_as_a_profile_and_used_again(loader: FlaskClient) -> None:
    upload(loader)
    answer = send(
        loader, f"/kpis/uploads/{kept().id}", {**form(name="Ticket system", source="desk"), "do": "save"}, follow=True
    )
    assert "is saved as version 1" in answer.text
    saved = db.session.scalars(select(SourceProfile)).one()
    assert read_profile(saved.text).source == "desk"
    upload(loader, profile=str(saved.id))
    assert kept().name == "Ticket system"
    assert kept().choices["source"] == ["desk"]


def test_the_next_file_of_a_source_finds_its_profile(loader: FlaskClient) -> None:
    upload(loader, name="工单导出-2026年2月.csv")
    assert kept().choices["source"] == ["工单导出"]
    send(loader, f"/kpis/uploads/{kept().id}", {**form(name="Tickets", source="desk"), "do": "save"})
    upload(loader, name="工单导出-2026年3月.csv")
    assert (kept().name, kept().choices["source"]) == ("Tickets", ["desk"])
    upload(loader, FILE.replace("满意度", "评分").encode(), name="other.csv")
    assert kept().name == "other"


def test_every_column_can_become_something(loader: FlaskClient) -> None:
    """Also one that nothing was proposed for: the page has a control for it, without any script."""
    upload(loader)
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    index = next(key.removeprefix("heading-") for key, value in kept().choices.items() if value == ["备注"])
    assert f'name="field-{index}"' in page
    names = [key for key in kept().choices if key.startswith("heading-")]
    assert all(f'name="field-{key.removeprefix("heading-")}"' in page for key in names)
    send(loader, f"/kpis/uploads/{kept().id}", {**form(**{f"field-{index}": ["region"]}), "do": "look"})
    assert profile_of(kept()).fields["region"].columns == ("备注",)


def test_wrong_rows_are_shown_and_may_be_left_out(loader: FlaskClient) -> None:
    upload(loader, (FILE + "WO900,someday,E0001,东区班组,压缩机,90,无\n").encode())
    page = checked(loader)
    assert "someday" in page
    assert "42" in page  # its line
    path = f"/kpis/uploads/{kept().id}"
    assert "spreadsheetml.sheet" in loader.get(f"{path}/rejects").headers["Content-Type"]
    answer = send(loader, f"{path}/load")
    assert answer.status_code == 422
    assert "1 row is wrong" in answer.text
    assert send(loader, f"{path}/load", {"partial": "1"}).status_code == 303
    run_waiting()
    row = db.session.scalars(select(WorkOrderLoad)).one()
    assert (row.loaded, row.rejected) == (40, 1)
    page = loader.get(f"/kpis/loads/{row.id}").text
    assert f"/kpis/loads/{row.id}/rejects" in page
    assert loader.get(f"/kpis/loads/{row.id}/rejects").status_code == 200


def test_changed_columns_must_be_checked_again(loader: FlaskClient) -> None:
    upload(loader)
    checked(loader)
    send(loader, f"/kpis/uploads/{kept().id}", {**form(source="other"), "do": "look"})
    assert send(loader, f"/kpis/uploads/{kept().id}/load").status_code == 422


def test_a_corrected_file_tells_which_months_it_opens_again(loader: FlaskClient) -> None:
    upload(loader)
    checked(loader)
    send(loader, f"/kpis/uploads/{kept().id}/load")
    run_waiting()
    upload(loader, FILE.replace("WO001,2026-02-02 09:30", "WO001,2026-02-02 10:30").encode())
    page = checked(loader)
    assert "is over: its figures change" in page
    upload(loader)
    page = checked(loader)
    assert "There is nothing to load" in page
    assert "/load" not in page.split("<form")[-1]


def test_days_that_can_be_read_both_ways_are_asked_about(loader: FlaskClient) -> None:
    rows = "".join(
        f"WO{n:03d},0{n * 5 % 7 + 1}/0{n * 3 % 8 + 1}/2025 09:30,E0001,东区班组,压缩机,90,无\n" for n in range(1, 41)
    )
    upload(loader, (HEADER + rows).encode())
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    assert "How are the dates in “报修时间” written?" in page
    assert page.count('name="said-0"') == 2
    assert 'name="said-0" value="dmy" checked' not in page
    assert all(f"“06/04/2025 09:30” is {day}" in page for day in ("6 Apr 2025", "4 Jun 2025"))
    answer = send(loader, f"/kpis/uploads/{kept().id}", {**form(), "do": "check"}, follow=True)
    assert "Say how the dates in “报修时间” are written" in answer.text
    assert count(Job) == 0
    answer = send(loader, f"/kpis/uploads/{kept().id}", {**form(**{"said-0": "mdy"}), "do": "look"}, follow=True)
    assert "4 Jun 2025, 09:30" in answer.text  # the first order, as it would now be understood
    assert ">40<" in checked(loader, **{"said-0": "dmy"})
    assert profile_of(kept()).dates == "dmy"
    send(loader, f"/kpis/uploads/{kept().id}", {**form(name="Both ways"), "do": "save"})
    upload(loader, (HEADER + rows).encode())
    assert "How are the dates" not in loader.get(f"/kpis/uploads/{kept().id}").text  # the profile knows


def test_technicians_without_a_person_are_told_before_the_load(loader: FlaskClient, make: Factory) -> None:
    make.person(Role.LEARNER, employee_no="E0003")
    upload(loader)
    page = checked(loader)
    for key, unknown in (("E0004", True), ("E0003", False)):
        assert (key in page) is unknown
