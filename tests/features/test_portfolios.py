"""Several returns as one, and the jobs that print returns: what counts, who sees it, formulas, the job's file."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.core.jobs import Job, run_waiting
from lms.core.pdf.extract import Extract
from lms.evaluation.models import CostEntry, RoiCase, RoiVersion
from tests.browsing import send
from tests.factories import Factory
from tests.features.test_returns_papers import Reckoner

pytestmark = pytest.mark.one_database

PATH = "/evaluation/roi/together"


def _case(code: str, amount: str, costs: str, *, stage: str = "result", unit_id: int | None = None, **more: Any) -> int:
    content = {
        "title": code, "currency": "CNY", "costs": {"total": costs},
        "benefit": [{"code": "b1", "amount": amount, "isolation": "comparison", "source": "Ledger", **more.pop("limits", {})}],
        **more,
    }  # fmt: skip
    with transaction() as session:
        case = RoiCase(subject_kind="plan", subject_code=code, unit_id=unit_id, title=Bilingual(f"案例 {code}", f"Case {code}"), made_at=clock.now())  # fmt: skip
        case.versions.append(RoiVersion(number=1, stage=stage, content=content, made_at=clock.now()))
        session.add(case)
        session.flush()
        return case.id


def test_the_returns_of_a_year_add_up(app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    station = make.unit("STATION")
    good = _case("good", "300", "100", limits={"low": "200", "high": "400"})
    poor = _case("poor", "50", "150", limits={"low": "10", "high": "90"})
    _case("later", "900", "100", stage="forecast")
    _case("abroad", "700", "100", currency="EUR")
    _case("good", "1", "1000", stage="forecast")
    _case("station", "30", "50", unit_id=station.id)
    with transaction() as session:
        for code, hundredths in (("good", 10000), ("unknown", 30000)):
            session.add(CostEntry(subject_kind="plan", subject_code=code, category="rooms", stage="actual", hundredths=hundredths, currency="CNY", from_day=clock.today(), made_at=clock.now()))  # fmt: skip
    browser = make.browser(make.person(Role.HR, everywhere=True))
    page = browser.get(PATH).text
    # Careful: 200 + 10 + 30 of 300; central 380; hopeful 520.
    said = (
        "cannot be told yet: the careful lines give an ROI of -20 %, the central ones 27 %".replace("-", "−"), "3 cases count",
        "benefits of 240 CNY on the careful line (central 380) stand against costs of 300 CNY", "only a forecast so far",
        "in another currency", "Most is left by “Case good” (100), least by “Case poor” (−140)",
        "The ledgers of the year hold 400 CNY; trainings with a case that counts bear 100 of it (25 %)",
        "The cases themselves count costs of 300 CNY.",
    )  # fmt: skip
    assert [words for words in said if words not in page] == []
    chosen = browser.get(f"{PATH}?case={good}&case={poor}").text
    assert "Return of chosen trainings" in chosen
    assert "benefits of 210 CNY" in chosen
    assert "No cases in this year" in browser.get(f"{PATH}?year=1999").text
    for no_year in ("-1", "0", "10000", "99999999999999999999", "x"):  # as if none were asked for
        assert "3 cases count" in browser.get(f"{PATH}?year={no_year}").text, no_year
    # A unit's people see their own cases only.
    here = make.browser(make.person(Role.HR, unit=station)).get(PATH).text
    assert "Case station" in here
    assert "Case good" not in here
    reckoner = Reckoner(send(browser, f"{PATH}/workbook").data)
    book = reckoner.formulas["Cases"]
    assert book.max_row == 10
    assert book["C10"].value == "=SUMPRODUCT(B4:B9,C4:C9)"
    assert [reckoner.value("Cases", f"{column}10") for column in "CDEG"] == [240, 300, 380, 520]
    # The largest case stands first; its figures are formulas on its own inputs.
    reckoner.change("amount", B=400, C=250)
    assert [reckoner.value("Cases", f"{column}10") for column in "CE"] == [290, 480]
    _jobs_print_what_the_reader_may_see(make, browser, monkeypatch, good)


def _jobs_print_what_the_reader_may_see(
    make: Factory, browser: Any, monkeypatch: pytest.MonkeyPatch, case: int
) -> None:
    """What is drawn and cut is tried by the papers' own tests; here it is the way from the button to the file."""
    printed: list[Extract] = []

    def pdf(extract: Extract, batch: Any = None) -> bytes:
        printed.append(extract)
        return b"%PDF-1.7"

    monkeypatch.setattr(Extract, "pdf", pdf)
    monkeypatch.setattr(Extract, "unprintable", ())
    monkeypatch.setattr("lms.core.charts._convert", lambda chart, style: "<svg></svg>")
    assert send(browser, f"{PATH}/report").status_code == 302
    assert send(browser, f"/evaluation/roi/{case}/report").status_code == 302
    run_waiting()
    db.session.rollback()
    together, single = printed
    assert "cannot be told yet" in together.html
    assert "Case by case" in together.html
    assert "“Case good” pays" in single.html
    done = db.session.scalars(
        select(Job).where(Job.kind.in_(["evaluation.roi_report", "evaluation.portfolio_report"]))
    ).all()
    assert [job.result["file_id"] is not None for job in done if job.result] == [True, True]
    names = {one.name for one in db.session.scalars(select(StoredFile))}
    db.session.rollback()
    assert len(names) == 2
    # Whoever may no longer see the case gets nothing.
    gone = make.person(Role.HR, everywhere=True)
    assert send(make.browser(gone), f"/evaluation/roi/{case}/report").status_code == 302
    with transaction() as session:
        from lms.people.models import Account

        session.scalars(select(Account).where(Account.person_id == gone.id)).one().closed_at = clock.now()
    run_waiting()
    db.session.rollback()
    assert len(printed) == 2
