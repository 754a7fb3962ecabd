"""The promised way: a strange export goes in, and the page says which ability is missing where, and what to do next."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.kpis.models import WorkOrderLoad
from lms.kpis.shipping import ship
from lms.plans.models import NeedAbility, TrainingNeed
from lms.plans.rules import Source
from lms.skills.models import Ability
from tests.browsing import send
from tests.factories import Factory
from tests.features.work_order_scene import checked, kept, upload

HEADINGS = "单据流水号;客户来电登记;到场签到;经办师傅;归属网点;症状描述;首修成功;打分"
STATIONS = {"N": "北站", "S": "南站", "W": "西站"}
PER_STATION = 40


def export() -> bytes:
    """Three stations, two ways to write a date, a title line, GB 18030, semicolons; the north repairs half the first time."""
    lines = ["派工系统导出;;;", HEADINGS]
    for code, name in STATIONS.items():
        for n in range(PER_STATION):
            day, fixed = n % 27 + 1, n % 2 == 0 or code != "N"
            lines.append(
                f"SF-{code}-{n:03d};2026/02/{day:02d} 08:30;{day:02d}.02.2026 15:10;T-{code};{name};"
                f"{'漏水' if n % 3 else '异响'};{'成功' if fixed else '二次上门'};{'未评' if n % 4 == 0 else 5 - n % 2}"
            )
    return "\n".join(lines).encode("gb18030")


@pytest.mark.one_database
def test_from_a_strange_export_to_a_training_need(make: Factory) -> None:
    with transaction():
        ship(actor=System(), at=clock.now())
    root = make.unit("ROOT", zh="总部", en="Head office")
    units = {code: make.unit(code, root, zh=name, en=f"Station {code}") for code, name in STATIONS.items()}
    for code, unit in units.items():
        make.person(Role.LEARNER, unit=unit, employee_no=f"T-{code}")
    manager = make.person(Role.MANAGER, everywhere=True, unit=root)
    browser = make.browser(manager)

    answer = upload(browser, export(), "派工导出.csv")
    page = browser.get(answer.headers["Location"]).text
    assert "8 fields are made of the columns" in page
    assert "1 Feb 2026, 15:10" in page  # arrival, written in another way than the opening
    assert "Technicians matched to nobody" in checked(browser)
    assert send(browser, f"/kpis/uploads/{kept().id}/load").status_code == 303
    run_waiting()
    load = db.session.scalars(select(WorkOrderLoad)).one()
    assert (load.loaded, load.rejected) == (3 * PER_STATION, 0)

    page = browser.get(f"/kpis/loads/{load.id}").text
    assert "Which ability is missing where" in page
    found = page.partition("Teams that fall short")[2].partition("</table>")[0]
    assert "Station N" in found
    assert "Station S" not in found
    assert "Finding the fault" in found
    assert re.search(r"50\.0% \(n = 40 .*the others 100\.0%", found)
    step = re.search(r'href="(/needs/from-figures/[^"]+)"', found)
    assert step is not None

    page = browser.get("/kpis/gaps?months=1").text  # the same by units of the organisation
    assert "Station N" in page
    assert "Station W" not in page.partition("Places that fall short")[2]

    address = step[1].replace("&amp;", "&")
    page = browser.get(address).text
    assert "50.0%" in page
    wanted = [int(n) for n in re.findall(r'name="ability" value="(\d+)" checked', page)]
    sent = {"title_zh": "改善", "title_en": "Improve", "reason": "Guesses.", "priority": "2", "wished_by": "2026-12-01"}
    assert send(browser, address, {**sent, "ability": []}).status_code == 422
    answer = send(browser, address, {**sent, "ability": [str(n) for n in wanted]})
    assert answer.status_code == 302, answer.text
    need = db.session.scalars(select(TrainingNeed)).one()
    assert (need.source, need.unit_id) == (Source.KPI_FIGURES, units["N"].id)
    assert [one["kpi"] for one in need.evidence["figures"]] == ["first_time_fix"]
    assert set(db.session.scalars(select(NeedAbility.ability_id))) == set(wanted)
    names = {a.code for a in db.session.scalars(select(Ability).where(Ability.id.in_(wanted)))}
    assert "fault-diagnosis" in names
    assert "50.0% (n = 40" in browser.get(answer.headers["Location"]).text

    head = make.browser(make.person(Role.SUPERVISOR, unit=units["S"]))
    assert head.get(address).status_code == 404  # another station's
    assert "No unit falls short" in head.get("/kpis/gaps?months=1").text
    assert make.browser(make.person(Role.LEARNER, unit=units["S"])).get("/kpis/gaps").status_code == 403


@pytest.mark.one_database
def test_columns_are_shown_though_needed_ones_are_not_chosen_yet(make: Factory) -> None:
    with transaction():
        ship(actor=System(), at=clock.now())
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    upload(browser, "派工系统导出;;\n甲列;乙列;丙列\nx;y;z\nx;y;w\n".encode())
    page = browser.get(f"/kpis/uploads/{kept().id}").text
    assert "No column became “Order number, Opened at” yet" in page
    assert "乙列" in page
    assert "派工系统导出" not in page.partition("First values")[2]
