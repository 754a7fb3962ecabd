"""Sources and intangibles of a case, in both languages."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.browsing import fields_of, send
from tests.factories import Factory
from tests.features.returns_scene import CASE, keeper, open_case, subject

__all__ = ["keeper", "subject"]  # fixtures


def test_sources_and_intangibles_are_kept_in_both_languages(keeper: FlaskClient, make: Factory, subject: str) -> None:
    path = f"/evaluation/roi/{open_case(keeper, make, subject)}"
    assert send(keeper, f"{path}/edit", CASE).status_code == 302
    old = fields_of(keeper.get(f"{path}/edit").get_data(as_text=True))  # one language was given: it stays in its field
    assert (old["benefits-0-money_source_zh"], old["benefits-0-money_source_en"]) == ("", "Controlling")
    assert (old["intangibles-0-name_en"], old["intangibles-0-evidence_en"]) == ("Pride", "interviews")
    more = send(keeper, f"{path}/edit", {**old, "do": "intangible"}).get_data(as_text=True)
    assert 'name="intangibles-1-name_zh"' in more
    nameless = send(keeper, f"{path}/edit", {**old, "do": "save", "intangibles-1-evidence_zh": "访谈"})
    assert 'href="#intangibles-1-name_zh"' in nameless.get_data(as_text=True)
    both = {
        "benefits-0-source_zh": "第四级", "benefits-0-money_source_zh": "财务部", "intangibles-0-name_zh": "自豪感",
        "intangibles-0-evidence_zh": "访谈", "intangibles-2-name_zh": "信任", "costs-trainers-source_zh": "发票",
        "costs-trainers-source_en": "Invoices",
    }  # fmt: skip
    assert send(keeper, f"{path}/edit", {**old, "do": "save", **both}).status_code == 302
    english = keeper.get(path).get_data(as_text=True)
    chinese = keeper.get(path, headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    for zh, en in (("第四级", "Level 4"), ("财务部", "Controlling"), ("自豪感", "Pride"), ("访谈", "interviews")):
        assert (zh in chinese, en in chinese) == (True, False), en
        assert (zh in english, en in english) == (False, True), en
    assert "信任" in chinese
    assert "信任" in english  # only one language was given
    book = load_workbook(io.BytesIO(send(keeper, f"{path}/workbook").data))
    told = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(word in told for word in ("Controlling", "Pride", "interviews", "Invoices"))
    assert not any(word in told for word in ("财务部", "自豪感", "访谈", "发票"))
