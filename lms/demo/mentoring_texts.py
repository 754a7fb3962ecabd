"""What mentors and mentees of the demo company wrote: talks, thanks, cases of the library."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lms.core import plain_yaml
from lms.demo.company import Company
from lms.mentoring.library.actions import decide, put_forward, thank
from lms.mentoring.library.rules import TEXTS
from lms.mentoring.results.actions import give_credit
from lms.people.models import Person

_CASES = Path(__file__).parent / "content" / "cases.yaml"
Back = Callable[[int, float], datetime]
"""The moment so many working days ago, at an hour."""
TALKS = (
    (
        "下月底前能独立更换控制主板，一次通电成功。", "跟着换过两块，接线顺序要看照片；验电和挂牌已经熟练。",
        "先在站里报废机上练；请师傅在旁边只看不说；把接线简图画一遍。", "每周五下午练一次，把握 8 分。",
        (("在报废机上拆装主板两次并拍照", "mentee", 5), ("准备一块报废主板和万用表", "mentor", 2)),
    ),
    (
        "客户问故障原因时，能用三句话讲清楚。", "容易讲术语，客户听不懂就着急，上周有一次被打断。",
        "用“现象—原因—怎么办”三句话；对着同事练；听两段优秀录音。", "下次上门先说三句话，把握 7 分。",
        (("写下三种常见故障的三句话说明", "mentee", 9), ("陪同上门一次并反馈", "mentor", 12)),
    ),
    (
        "把工单记录一次写完整，不再被客服追问。", "常漏写环境温度和用料，回站再补要半小时。",
        "做一张随车小卡；离开现场前对照检查；请客服抽查三张单。", "从明天起每单对照，把握 9 分。",
        (("连续五张工单零追问", "mentee", 14),),
    ),
)  # fmt: skip
THANKS = (
    ("带出的两名徒弟都提前一周独立上岗。", 20), ("自编接线简图，全站共用。", 10), ("连续三个月当天回复成长日志。", 5),
    ("台风期间放弃休息带班。", 15), ("在月度案例会上分享。", 0),
)  # fmt: skip


def write_library(company: Company, authors: Sequence[Person], back: Back, now: datetime, chance: random.Random) -> int:
    """The cases, put forward by new hires, most of them published and thanked for."""
    readers = [p for p in company.people if p.left_on is None and p.post.family == "field"]
    cases: Sequence[dict[str, Any]] = plain_yaml.read(_CASES.read_text("utf-8"))
    for n, case in enumerate(cases):
        author = authors[n % len(authors)]
        day = back(45 - 4 * n, 15.1)
        row = put_forward(
            author=author, entry=None, texts={name: case.get(name, "") for name in TEXTS},
            product_line=case.get("product_line"), actor=author, at=day,
        )  # fmt: skip
        if case["state"] != "proposed":
            trainer = company.cast["trainer"]
            decide(
                row=row, kind=case["state"], reason=case.get("reason", ""), actor=trainer, at=day + timedelta(days=1)
            )
        if case["state"] == "published":
            for reader in chance.sample(readers, min(len(readers), 1 + (7 * n) % 9)):
                if reader.id != author.id:
                    thank(row=row, actor=reader, at=now - timedelta(days=chance.randrange(1, 25)))
    return len(cases)


def thank_mentors(mentors: Sequence[Person], giver: Person, back: Back) -> None:
    """Recognition, some with points."""
    for n, (reason, points) in enumerate(THANKS):
        mentor = mentors[n % min(len(mentors), 4)]
        give_credit(mentor=mentor, points=float(points), reason=reason, actor=giver, at=back(30 - 5 * n, 10.2))
