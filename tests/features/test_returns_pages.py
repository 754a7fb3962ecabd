"""Costs and returns on the pages: a ledger that is only added to, a case from forecast to result, who signs, who sees."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.evaluation.actions.returns import save_version
from lms.evaluation.models import CostEntry, RoiCase
from lms.evaluation.queries.returns import returns_of
from tests.browsing import fields_of, send
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.returns_scene import CASE, keeper, open_case, subject
from tests.features.test_roi_command import CASE as MANUAL

__all__ = ["keeper", "subject"]  # fixtures

COST = {
    "subject": "plan", "plan": "2026-A", "unit": "0", "category": "trainers", "stage": "actual", "amount": "4800.50", "currency": "CNY",
    "from_day": "2026-03-02", "source": "Invoice 7", "name": "Two days",
}  # fmt: skip


def test_a_ledger_is_only_added_to(app: Flask, keeper: FlaskClient) -> None:
    assert send(keeper, "/evaluation/costs/new", COST).status_code == 302
    entry = db.session.scalars(select(CostEntry)).one()
    assert (entry.hundredths, entry.subject_kind, entry.subject_code) == (480_050, "plan", "2026-A")
    db.session.rollback()
    page = keeper.get("/evaluation/costs?subject=plan:2026-A").get_data(as_text=True)
    assert "4,800.50" in page
    assert page.count("not answered") == 11
    send(keeper, "/evaluation/costs/new", {**COST, "plan": "2026-B", "amount": "100", "category": "design", "spread_over": "4", "spread_used": "1"})  # fmt: skip
    assert "Actual cost: <b>4,825.50 CNY</b>" in keeper.get("/evaluation/costs").get_data(as_text=True).replace(
        "\xa0", " "
    )
    other = db.session.scalars(select(CostEntry).where(CostEntry.subject_code == "2026-B")).one()
    db.session.rollback()
    assert send(keeper, f"/evaluation/costs/{entry.id}/reverse").status_code == 302
    db.session.rollback()
    assert [one.hundredths for one in db.session.scalars(select(CostEntry).order_by(CostEntry.id)) if one.id != other.id] == [480_050, -480_050]  # fmt: skip
    db.session.rollback()
    assert send(keeper, f"/evaluation/costs/{entry.id}/reverse").status_code == 422
    assert "not answered" not in keeper.get("/evaluation/costs?subject=plan:2026-A").get_data(as_text=True)


def test_sums_of_a_ledger_to_the_hundredth(keeper: FlaskClient) -> None:
    """By stage and currency, over more money than fits into 32 bits, with shares that do not come out even."""
    other = {"plan": "2026-C", "category": "design", "spread_over": "3", "spread_used": "1"}
    for values in (
        {"amount": "40000000.01"}, {"amount": "４0,000,000.01"}, {**other, "amount": "100.00"}, {**other, "amount": "0.05"},
        {"amount": "7.10", "currency": "USD"}, {"amount": "0.07", "stage": "planned"},
    ):  # fmt: skip
        assert send(keeper, "/evaluation/costs/new", {**COST, **values}).status_code == 302
    page = keeper.get("/evaluation/costs").get_data(as_text=True).replace("\xa0", " ")
    said = (
        "Actual cost: <b>80,000,033.37 CNY</b>",
        "Actual cost: <b>7.10 USD</b>",
        "Planned cost: <b>0.07 CNY</b>",
        "4 entries",
    )
    assert [words for words in said if words not in page] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": "-1"}, "0 or more"),
        ({"amount": "1.005"}, "at most two decimals"),
        ({"amount": "NaN"}, "an amount such as"),
        ({"amount": "Infinity"}, "an amount such as"),
        ({"amount": "1,5"}, "Write a plain number"),
        ({"amount": ""}, "0 where nothing was spent"),
        ({"until_day": "2026-01-01"}, "before the first"),
        ({"spread_over": "10"}, "Say both"),
        ({"spread_over": "10", "spread_used": "3"}, "are spread over several trainings"),
        ({"plan": ""}, "Give the plan"),
        ({"currency": "yuan"}, "Three capital letters"),
        ({"category": "bribes"}, ""),
    ],
)
def test_what_cannot_be_entered(keeper: FlaskClient, change: dict[str, str], sentence: str) -> None:
    answer = send(keeper, "/evaluation/costs/new", {**COST, **change})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert db.session.scalars(select(CostEntry)).all() == []


def test_a_workbook_is_loaded_whole_or_not_at_all(keeper: FlaskClient, subject: str) -> None:
    rows = [
        ["What for", "费用类别", "stage", "Amount", "From day", "Source", "Of them here", "Serves altogether"],
        [subject, "Design", "actual", 1200, "2026-02-01", "=1+1", 2, 4],
        ["plan:X", "travel", "planned", "3,000.5", "2026/02/01", "Claim", None, None],
    ]

    def upload(rows: list[list[Any]]) -> str:
        book = Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        buffer = io.BytesIO()
        book.save(buffer)
        answer = send(keeper, "/evaluation/costs/import", {"file": (io.BytesIO(buffer.getvalue()), "costs.xlsx")}, content_type="multipart/form-data")  # fmt: skip
        assert answer.status_code == 302
        return str(answer.headers["Location"])

    rows[0][1] = "category"
    slip = ["plan:X", "design", "actual", 1, "2026-02-01", "Claim", "1", "1e9999999"]
    wrong = upload([*rows, slip, ["course:none", "food", "maybe", "x", "soon", "", None, None]])
    page = keeper.get(wrong).get_data(as_text=True)
    assert "What for: write course:CODE" in page
    assert "Say both" in page
    assert send(keeper, f"{wrong}/load").status_code == 422
    assert db.session.scalars(select(CostEntry)).all() == []
    right = upload(rows)
    assert "4,200.50" in keeper.get(right).get_data(as_text=True)
    assert send(keeper, f"{right}/load").status_code == 302
    db.session.rollback()
    entries = db.session.scalars(select(CostEntry).order_by(CostEntry.id)).all()
    assert [(one.hundredths, one.category, one.share) for one in entries] == [
        (120_000, "design", 0.5),
        (300_050, "travel", 1),
    ]
    db.session.rollback()
    send(keeper, f"{right}/load")
    assert len(db.session.scalars(select(CostEntry)).all()) == 2


def test_a_case_from_forecast_to_result(app: Flask, make: Factory, keeper: FlaskClient, subject: str) -> None:
    case = open_case(keeper, make, subject)
    path = f"/evaluation/roi/{case}"
    assert "No figures yet" in keeper.get(path).get_data(as_text=True)
    assert send(keeper, f"{path}/edit", {**CASE, "stage": "forecast", "benefits-0-effect": "2.5"}).status_code == 302
    assert send(keeper, f"{path}/edit", CASE).status_code == 302
    page = keeper.get(path).get_data(as_text=True)
    chinese = keeper.get(path, headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    assert ("First-time fix" in page, "一次解决率" in page) == (True, False)
    assert ("一次解决率" in chinese, "percentage points" in chinese) == (True, False)
    # conservative: 1 × 10 × 12 × 100 = 12,000 against 10,000
    for told in (
        "It pays",
        "an ROI of 20 %",
        "12,000",
        "Forecast and what came",
        "No record: a gap",
        "Pride",
        "not met",
        "0.833",
    ):
        assert told in page, told
    assert "ROI 20" in keeper.get("/evaluation/roi").get_data(as_text=True)
    assert keeper.get(f"{path}/balance.svg").status_code == 200
    assert keeper.get(f"{path}/hinges.svg").status_code == 200
    assert send(keeper, f"{path}/told", {"who": "Board", "told_on": "2026-05-01"}).status_code == 302
    assert "Told so far: 1" in keeper.get(path).get_data(as_text=True)
    book = send(keeper, f"{path}/workbook")
    assert book.data[:2] == b"PK"


def test_the_ledger_fills_the_form_and_faults_stand_by_their_fields(
    make: Factory, keeper: FlaskClient, subject: str
) -> None:
    path = f"/evaluation/roi/{open_case(keeper, make, subject)}/edit"
    send(keeper, "/evaluation/costs/new", {**COST, "subject": subject})
    # A case that says less than its ledger says so, on the page and among its principles.
    assert send(keeper, path, {**CASE, "costs-trainers-amount": "3000"}).status_code == 302
    shown = keeper.get(path.removesuffix("/edit")).get_data(as_text=True)
    assert shown.count("but the ledger of this training holds 4,800") == 2
    filled = send(keeper, path, {**CASE, "do": "ledger"}).get_data(as_text=True)
    assert 'value="4800.5"' in filled
    assert "Ledger, entries" in filled
    more = send(keeper, path, {**CASE, "do": "more"}).get_data(as_text=True)
    assert 'name="benefits-1-effect"' in more
    wrong = send(keeper, path, {**CASE, "benefits-0-low": "5", "costs-rooms-amount": "", "people": "many"})
    told = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert 'href="#benefits-0-low"' in told
    assert 'href="#costs-rooms-amount"' in told
    nobody = send(keeper, path, {**CASE, "people": ""}).get_data(as_text=True)
    assert "“people”" not in nobody
    assert nobody.count("“People trained” is missing.") == 2  # in the list above and beside the field
    assert "“People trained” must be a number." in told
    assert len(db.session.scalars(select(RoiCase)).one().versions) == 1


def test_a_case_that_came_as_a_file_loses_nothing_when_it_is_changed_here(
    make: Factory, keeper: FlaskClient, subject: str
) -> None:
    assert MANUAL is not None
    content = tomllib.loads(MANUAL.group(1), parse_float=str)
    del content["forecast"], content["told"]
    number = open_case(keeper, make, subject)
    with transaction():
        case = db.session.get_one(RoiCase, number)
        save_version(case=case, stage="result", content=content, actor=System(), at=clock.now())
    path = f"/evaluation/roi/{number}"
    page = keeper.get(f"{path}/edit").get_data(as_text=True)
    assert 'name="costs-development-over"' in page
    form = fields_of(page)
    assert (form["costs-development-over"], form["costs-development-used"]) == ("110", "84")
    assert form["costs-trainers-amount"] == "32960"  # 24,000 and 64 hours at 140
    assert send(keeper, f"{path}/edit", {**form, "do": "save", "target": "30"}).status_code == 302
    first, second = db.session.get_one(RoiCase, number).versions
    assert second.content["costs"] == first.content["costs"]
    assert second.content["seed"] == 1
    assert returns_of(second).central == returns_of(first).central
    assert returns_of(second).limits == returns_of(first).limits
    # What is changed is changed: a spread as well.
    changed = {**form, "do": "save", "costs-development-used": "110", "costs-trainers-amount": "30000"}
    assert send(keeper, f"{path}/edit", changed).status_code == 302
    third = db.session.get_one(RoiCase, number).versions[-1]
    assert third.content["costs"]["development"]["used"] == "110"
    assert third.content["costs"]["trainers"] == {"amount": "30000"}
    with statements() as asked:
        assert keeper.get(path).status_code == 200
    assert len([one for one in asked if one != "BEGIN"]) <= 12
    # A slip of the pen beside a figure that was kept.
    slip = send(keeper, f"{path}/edit", {**form, "do": "save", "costs-trainers-amount": "1e999999999999"})
    assert slip.status_code == 422
    assert "larger than any amount of money" in slip.get_data(as_text=True)


def test_more_than_a_year_needs_somebody_elses_signature(make: Factory, keeper: FlaskClient, subject: str) -> None:
    path = f"/evaluation/roi/{open_case(keeper, make, subject)}"
    longer = {**CASE, "months": "24", "solution": "long", "override_reason": "It lasts."}
    assert "Why more than the first year" in send(keeper, f"{path}/edit", {**longer, "override_reason": ""}).get_data(
        as_text=True
    )
    send(keeper, f"{path}/edit", longer)
    assert "12,000" in keeper.get(path).get_data(as_text=True)
    own = send(keeper, f"{path}/sign", {"reason": "Yes"})
    assert own.status_code == 422
    assert "Somebody else must" in own.get_data(as_text=True)
    other = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert send(other, f"{path}/sign", {"reason": "Seen in other plants"}).status_code == 302
    page = keeper.get(path).get_data(as_text=True)
    assert "24,000" in page
    assert "Seen in other plants" in page


def test_who_sees_what(make: Factory, keeper: FlaskClient, subject: str) -> None:
    """A case of a unit is its people's; one of the organisation belongs to those who reach all of it."""
    home, other = make.unit(), make.unit()
    theirs = f"/evaluation/roi/{open_case(keeper, make, subject, unit=str(home.id))}"
    whole = f"/evaluation/roi/{open_case(keeper, make, subject)}"
    send(keeper, "/evaluation/costs/new", {**COST, "unit": str(home.id), "source": "Home only"})
    at_home, elsewhere = (make.browser(make.person(Role.MANAGER, unit=unit)) for unit in (home, other))
    assert (at_home.get(theirs).status_code, elsewhere.get(theirs).status_code) == (200, 404)
    assert (at_home.get(whole).status_code, elsewhere.get(f"{theirs}/edit").status_code) == (404, 404)
    assert "Home only" in at_home.get("/evaluation/costs").get_data(as_text=True)
    assert "Home only" not in elsewhere.get("/evaluation/costs").get_data(as_text=True)
    entry = db.session.scalars(select(CostEntry)).one()
    db.session.rollback()
    assert send(elsewhere, f"/evaluation/costs/{entry.id}/reverse").status_code == 404
    assert send(elsewhere, "/evaluation/costs/new", {**COST, "unit": str(home.id)}).status_code == 422
    assert send(elsewhere, "/evaluation/costs/rates", {"post": "0", "amount": "5", "currency": "CNY", "from_day": "2026-01-01", "source": "x"}).status_code == 403  # fmt: skip
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    assert auditor.get(whole).status_code == 200
    assert auditor.get(f"{whole}/edit").status_code == 403
    learner = make.browser(make.person(Role.LEARNER))
    assert {learner.get(path).status_code for path in (whole, "/evaluation/costs", "/evaluation/roi")} == {403}
