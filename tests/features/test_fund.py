"""The development fund: never overdrawn, on no day, and put right by opposites."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.db import db, transaction
from lms.evaluation.models import CostEntry
from lms.trainers.fees.models import FundEntry
from lms.trainers.fees.queries import fund_balance
from tests.browsing import send
from tests.factories import Factory
from tests.features.fee_scene import Scene, set_scene


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def test_the_fund_is_never_overdrawn(scene: Scene) -> None:
    manager = scene.make.browser(scene.manager)
    assert "Nothing in the fund yet" in manager.get("/trainers/fund").get_data(as_text=True)
    entry = {"way": "in", "amount": "1000", "currency": "CNY", "day": "2026-03-01", "purpose": "Budget", "person": "0"}
    assert send(manager, "/trainers/fund", entry).status_code == 302
    out = {**entry, "way": "out", "amount": "1000.01", "purpose": "Course on speaking", "person": str(scene.bao.id)}
    assert (refused := send(manager, "/trainers/fund", out)).status_code == 422
    assert "The fund holds 1,000.00 CNY" in refused.text
    # Nor on a day in the past, when there was less; and money that has not moved is no entry.
    assert "held only 0.00 CNY" in send(manager, "/trainers/fund", {**out, "amount": "400", "day": "2026-02-28"}).text
    assert "not before" in send(manager, "/trainers/fund", {**entry, "day": "2026-12-31"}).text
    assert send(manager, "/trainers/fund", {**out, "amount": "400"}).status_code == 302
    page = manager.get("/trainers/fund").get_data(as_text=True)
    assert "600.00" in page
    paid = db.session.scalar(select(FundEntry).where(FundEntry.hundredths < 0))
    assert paid is not None
    number = paid.id
    assert db.session.scalar(select(CostEntry.hundredths).where(CostEntry.origin == f"fund:{number}")) == 40000
    db.session.rollback()
    assert send(manager, f"/trainers/fund/{number}/take-back", {}).status_code == 302
    assert send(manager, f"/trainers/fund/{number}/take-back", {}).status_code == 422
    assert fund_balance("CNY") == 100000
    db.session.rollback()


def test_a_fund_that_lies_below_nought_can_be_put_right(scene: Scene) -> None:
    with transaction() as session:  # as an earlier version let it be entered
        rows = [
            FundEntry(
                day=date(2026, 2, 28), hundredths=moved, currency="CNY", purpose="Too much", entered_by=scene.manager.id,
                entered_at=clock.now(),
            )
            for moved in (-50000, -10000)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        number = rows[1].id
    assert send(scene.make.browser(scene.manager), f"/trainers/fund/{number}/take-back", {}).status_code == 302
    assert fund_balance("CNY") == -50000
    db.session.rollback()
