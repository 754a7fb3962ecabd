"""Facts in a bucket instead of a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.db import rollback
from lms.kpis import facts
from lms.kpis.actions.loading import load
from lms.kpis.load_jobs import sweep_facts
from lms.kpis.rules.profiles import read_profile
from tests.features.test_files import bucket  # noqa: F401  the fixture

PROFILE = 'name = "p"\nsource = "来源"\n[fields]\norder_no = "no"\nopened_at = "opened"\nproduct = "product"\n'


def test_facts_in_a_bucket(app: Flask, tmp_path: Path, bucket: None) -> None:  # noqa: F811
    path = tmp_path / "a.csv"
    for rows, product in (("1,2026-01-01,pump\n2,2026-02-01,fan\n", "pump"), ("1,2026-01-01,valve\n", "valve")):
        path.write_text(f"no,opened,product\n{rows}")
        load(path, read_profile(PROFILE), how="command", actor=System("test"), at=clock.now())
        with facts.connect() as connection:
            facts.orders_relation(connection, source="来源")
            found = connection.execute("SELECT order_no, product FROM orders ORDER BY order_no").fetchall()
        assert found == [("1", product), ("2", "fan")]
        rollback()
    assert sweep_facts(at=clock.now()) == 0
    assert sweep_facts(at=datetime(2100, 1, 1, tzinfo=UTC)) == 1  # January as it was before
