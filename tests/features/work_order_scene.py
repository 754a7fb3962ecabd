"""Files of work orders for tests of the pages, and the steps that people take with them."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import WorkOrderUpload
from tests.browsing import send
from tests.factories import Factory

HEADER = "工单号,报修时间,技师工号,班组,产品,满意度,备注\n"
FILE = HEADER + "".join(
    f"WO{n:03d},2026-02-{n % 20 + 1:02d} 09:30,E{n % 4 + 1:04d},东区班组,压缩机,{80 + n % 20},无\n"
    for n in range(1, 41)
)


def sign_in_loader(make: Factory) -> FlaskClient:
    """Somebody who may load work orders for the whole organisation."""
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
    return make.browser(make.person(Role.MANAGER, everywhere=True, name_zh="管理者"))


def upload(browser: FlaskClient, content: bytes = FILE.encode(), name: str = "二月.csv", **data: str) -> Any:
    """Send a file as the page does."""
    return send(browser, "/kpis/loads", {"file": (io.BytesIO(content), name), "profile": "propose", **data})


def kept() -> WorkOrderUpload:
    """The newest uploaded file."""
    db.session.rollback()
    return db.session.scalars(select(WorkOrderUpload).order_by(WorkOrderUpload.id.desc())).first()  # type: ignore[return-value]


def form(**changes: Any) -> dict[str, Any]:
    """The mapping page's controls as they stand."""
    row = kept()
    return {"name": row.name, **row.choices, **changes}


def count(table: Any) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def checked(browser: FlaskClient, **changes: Any) -> str:
    """Check the file and give the page of the dry run."""
    answer = send(browser, f"/kpis/uploads/{kept().id}", {**form(**changes), "do": "check"})
    assert answer.status_code == 303, answer.text
    assert "Checking work orders" in browser.get(answer.headers["Location"]).text
    run_waiting()
    return browser.get(answer.headers["Location"]).text
