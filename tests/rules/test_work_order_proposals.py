"""What is proposed for exports whose headings nobody has seen before: by words in them, by people and units, by values."""

from __future__ import annotations

import pytest

from lms.kpis.rules.likeness import Known
from lms.kpis.rules.profiles import FieldRule
from lms.kpis.rules.proposing import Proposal, propose

KNOWN = Known(frozenset({"e1", "e2", "e3"}), frozenset({"李明", "王芳", "li ming"}), frozenset({"浦东站", "sh-pd"}))
ROWS = 12


def proposal(columns: dict[str, list[str]], known: Known = KNOWN) -> Proposal:
    """What is proposed for these columns, whose cells are repeated until there are enough rows."""
    rows = [[cells[n % len(cells)] for cells in columns.values()] for n in range(ROWS)]
    return propose(list(columns), rows, name="x", source="x", known=known)


def fields(columns: dict[str, list[str]], known: Known = KNOWN) -> dict[str, str]:
    """Which column each field takes."""
    return {name: "/".join(rule.columns) for name, rule in proposal(columns, known).profile.fields.items()}


NUMBERS = [f"SF-{n:04d}" for n in range(ROWS)]
CHINESE = {
    "单据流水号": NUMBERS, "客户来电登记": ["2026/09/20 09:05"], "首次联系": ["2026/09/20 09:25"], "到场签到": ["20.09.2026 14:30", "28.09.2026 10:00"],
    "完结时刻": ["20.09.2026 16:00", "28.09.2026 11:00"], "经办师傅工号": ["E1", "E2"], "经办师傅": ["李明", "王芳"], "归属网点": ["浦东站"], "机型大类": ["多联机"],
    "机身编码": ["SN1", "SN2"], "症状描述": ["不制冷", "漏水"], "首修成功": ["成功", "二次上门"], "打分": ["5", "4", "未评", "3", "未评"],
    "紧急级别": ["特急", "普通", "可预约"], "客户投诉": ["无", "有", "无"], "已回访": ["√", "×"], "客户名称": ["甲", "乙"], "客户电话": ["138"], "备注": ["无"],
}  # fmt: skip
ENGLISH = {
    "Job Ref": NUMBERS, "Logged": ["20/09/2026 09:05", "28/09/2026 10:00"], "Engineer On Site": ["20/09/2026 14:30"], "Job Completed": ["20/09/2026 16:00"],
    "Field Engineer ID": ["E1", "e3"], "Home Depot": ["SH-PD"], "Machine Serial": ["A1", "A2"], "Model Name": ["X"], "Fault Description": ["leak"],
    "Fixed On First Visit?": ["Yes", "No - return visit"], "Customer Rating (stars)": ["5", "4"], "Severity": ["High", "Low"],
}  # fmt: skip


def test_a_strange_export_is_made_out() -> None:
    assert fields(CHINESE) == {
        "order_no": "单据流水号", "technician": "经办师傅工号", "team": "归属网点", "product": "机型大类", "asset": "机身编码", "symptom": "症状描述",
        "customer": "客户名称", "priority": "紧急级别", "opened_at": "客户来电登记", "responded_at": "首次联系", "arrived_at": "到场签到",
        "resolved_at": "完结时刻", "first_time_fix": "首修成功", "complaint": "客户投诉", "callback_made": "已回访", "csat": "打分",
    }  # fmt: skip
    profile = proposal(CHINESE).profile
    assert (profile.dates, profile.null_words) == ("ymd", ("未评",))  # “无” answers whether there was a complaint
    assert [profile.fields[name].dates for name in ("responded_at", "arrived_at", "resolved_at")] == [
        None,
        "dmy",
        "dmy",
    ]
    assert profile.fields["first_time_fix"].words == {"成功": "true", "二次上门": "false"}
    assert profile.fields["priority"].words == {"特急": "P0", "普通": "P2", "可预约": "P3"}
    assert profile.fields["csat"].scale == (1.0, 5.0)
    assert fields(ENGLISH) == {
        "order_no": "Job Ref", "technician": "Field Engineer ID", "team": "Home Depot", "product": "Model Name", "asset": "Machine Serial",
        "symptom": "Fault Description", "priority": "Severity", "opened_at": "Logged", "arrived_at": "Engineer On Site",
        "resolved_at": "Job Completed", "first_time_fix": "Fixed On First Visit?", "csat": "Customer Rating (stars)",
    }  # fmt: skip
    profile = proposal(ENGLISH).profile
    assert profile.dates == "dmy"
    assert profile.fields["first_time_fix"].words == {"no - return visit": "false"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"A": NUMBERS, "B": ["2026-09-20 09:00"], "C": ["2026-09-20 08:00"]}, {"order_no": "A", "opened_at": "C"}),
        ({"A": ["1", "1", "2"], "B": ["2026-09-20"]}, {"opened_at": "B"}),  # nothing numbers the rows
        ({"A": NUMBERS, "B": ["", "2026-09-20"]}, {"order_no": "A"}),  # a moment that half of the orders lack
        ({"A": NUMBERS, "Z": ["21/9/2026", "9/10/2026"], "Y": ["20/9/2026", "8/10/2026"]}, {"order_no": "A", "opened_at": "Y"}),
        ({"A": NUMBERS, "谁去的": ["E1", "E2", "路人"]}, {"order_no": "A", "technician": "谁去的"}),
        ({"A": NUMBERS, "登记员": ["李明"], "师傅": ["王芳", "李明"]}, {"order_no": "A", "technician": "师傅"}),
        ({"A": NUMBERS, "哪里": ["浦东站", "浦东站"]}, {"order_no": "A", "team": "哪里"}),
        ({"A": NUMBERS, "客户电话": ["138"], "报修地址": ["x"], "故障备注": ["y"]}, {"order_no": "A"}),
        ({"A": NUMBERS, "投诉时间": ["2026-09-20 09:00"]}, {"order_no": "A", "opened_at": "投诉时间"}),
        ({"A": NUMBERS, "报修日期": ["2026/9/20"], "报修时间": ["9:05", "下午 3:20"]}, {"order_no": "A", "opened_at": "报修日期/报修时间"}),
        ({"A": NUMBERS, "Open Date": ["2026-09-20 00:00:00"], "Open Time": ["09:05:00"], "Close Date": ["2026-09-21"], "Close Time": ["9:05"]},
         {"order_no": "A", "opened_at": "Open Date/Open Time", "closed_at": "Close Date/Close Time"}),
        ({"A": NUMBERS, "报修日期": ["2026/9/20 8:00"], "报修时间": ["9:05"]}, {"order_no": "A", "opened_at": "报修日期"}),
        ({"A": NUMBERS, "报修日期": ["2026/9/20"], "营业时间": ["9:05"]}, {"order_no": "A", "opened_at": "报修日期"}),
        ({"A": NUMBERS, "created_date": ["2026-09-20"], "closed_date": ["2026-09-21"], "resolution_action_updated_date": ["2026-09-22"]},
         {"order_no": "A", "opened_at": "created_date", "closed_at": "closed_date"}),
        ({"A": NUMBERS, "满意程度": ["很满意", "不满意"]}, {"order_no": "A", "csat": "满意程度"}),
        ({"A": NUMBERS, "是否超时": ["是", "否"]}, {"order_no": "A"}),  # yes would mean that it was late
        ({"A": NUMBERS, "按时上门": ["是", "否"]}, {"order_no": "A", "sla_made": "按时上门"}),
    ],
)  # fmt: skip
def test_what_columns_become(columns: dict[str, list[str]], expected: dict[str, str]) -> None:
    assert fields(columns) == expected


def test_seconds_since_1970_are_recognised() -> None:
    profile = proposal({"Ticket": NUMBERS, "Created": ["1780000000"], "Resolved": ["1780003600123"]}).profile
    assert [profile.dates, profile.fields["opened_at"].dates, profile.fields["resolved_at"].dates] == [
        "epoch",
        None,
        "epoch_ms",
    ]


@pytest.mark.parametrize(
    ("heading", "cells", "words"),
    [
        ("首次解决成功", ["已解决", "未解决"], {"已解决": "true", "未解决": "false"}), ("是否一次解决", ["是", "否"], {}),
        ("按时情况", ["按时", "晚到"], {"按时": "true", "晚到": "false"}),
        ("客户投诉", ["已投诉", "未投诉"], {"已投诉": "true", "未投诉": "false"}),
        ("满意程度", ["很满意", "一般"], {"很满意": "5", "一般": "3"}), ("一次修好", ["甲", "乙"], None),
        ("难度等级", ["简单", "疑难"], {"简单": "1", "疑难": "4"}), ("复杂程度", ["复杂", "甲"], None), ("Complexity", ["Hard", "Easy"], {"easy": "1", "hard": "3"}),
        ("First-time fix", ["Fixed", "Not fixed"], {"fixed": "true", "not fixed": "false"}),
        ("Escalated?", ["Escalated", "None"], {"escalated": "true"}),
    ],
)  # fmt: skip
def test_what_words_mean(heading: str, cells: list[str], words: dict[str, str] | None) -> None:
    rules = proposal({"工单号": NUMBERS, "报修时间": ["2026-09-20"], heading: cells}).profile.fields.values()
    rule: FieldRule | None = next((rule for rule in rules if rule.columns == (heading,)), None)
    assert (rule.words if rule else None) == words


@pytest.mark.parametrize(
    ("columns", "nulls"),
    [
        ({"故障": ["无", "漏水"]}, ("无",)), ({"是否投诉": ["无"]}, ()), ({"是否投诉": ["无", "有"], "费用": ["3", "无"]}, ("无",)),
        ({"评分": ["5", "4", "弃权", "5", "弃权"]}, ("弃权",)), ({"评分": ["5", "4", "弃权", "5", "弃权"], "结果": ["弃权", "好"]}, ()),
        ({"评分": ["5", "4", "3", "2", "5", "4", "5", "4", "5", "4", "5", "不错"]}, ()),
    ],
)  # fmt: skip
def test_what_means_nothing(columns: dict[str, list[str]], nulls: tuple[str, ...]) -> None:
    assert proposal({"工单号": NUMBERS, "报修时间": ["2026-09-20"], **columns}).profile.null_words == nulls
