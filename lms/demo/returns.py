"""Level 5 of the demo company: what two of the engineers' courses cost, and what their effects are worth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.evaluation.actions.costs import Cost, enter_cost, set_rate
from lms.evaluation.actions.estimates import approve_estimate
from lms.evaluation.actions.returns import note_told, open_case, save_version
from lms.evaluation.models import EffectEstimate, RoiCase
from lms.evaluation.queries.estimates import find_newest
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.people.models import Account, Person

KPI = "first_time_fix"
HOUR = Decimal("62.50")
"""What an hour of an engineer costs, all posts alike."""
HOURS = {"power-fault-diagnosis": Decimal("1542.4"), "complaint-handling": Decimal("979.2")}
"""Paid hours of those who learned."""
Spent = dict[str, tuple[str, str, Bilingual]]
SPENT: dict[str, Spent] = {
    "power-fault-diagnosis": {
        "needs_analysis": ("4500", "4000", Bilingual("需求分析访谈", "Interviews")),
        "design": ("8000", "9000", Bilingual("课程设计", "Course design")),
        "development": ("48000", "56000", Bilingual("实训台与课件开发", "Training bench and lessons")),
        "trainers": ("36000", "38400", Bilingual("讲师课时费", "Trainers' fees")),
        "rooms": ("12000", "12600", Bilingual("实训室", "Workshop")),
        "travel": ("22000", "27800", Bilingual("差旅食宿", "Travel and board")),
        "materials": ("9500", "8900", Bilingual("耗材", "Spare parts used up")),
        "administration": ("6000", "6200", Bilingual("教务", "Administration")),
        "evaluation": ("4000", "5200", Bilingual("效果评估", "Evaluation")),
    },
    "complaint-handling": {
        "needs_analysis": ("3000", "3000", Bilingual("录音分析", "Calls listened to")),
        "design": ("8000", "7000", Bilingual("课程设计", "Course design")),
        "development": ("18000", "21000", Bilingual("情景视频", "Scenes on video")),
        "trainers": ("24000", "22400", Bilingual("讲师课时费", "Trainers' fees")),
        "materials": ("1500", "1800", Bilingual("讲义", "Handouts")),
        "administration": ("4000", "4100", Bilingual("教务", "Administration")),
        "evaluation": ("3000", "3600", Bilingual("效果评估", "Evaluation")),
    },
}
"""What was planned, and what it came to."""
FORESEEN = Decimal("0.94")
"""Of the paid hours so much was foreseen."""
TITLES = {
    "power-fault-diagnosis": Bilingual("TX-40 控制板电源故障诊断：投资回报", "TX-40 control board, power faults: return on the course"),
    "complaint-handling": Bilingual("投诉处理：投资回报", "Handling complaints: return on the course"),
}  # fmt: skip
LEDGER = {"zh": "培训费用台账", "en": "Ledger of training costs"}
FORESEEN_BY = {"zh": "开班前专家估计", "en": "Experts' estimate before the course"}
INTANGIBLE = {
    "name": {"zh": "客户信任", "en": "Customers' trust"},
    "evidence": {
        "zh": "回访中点名表扬的工程师增多",
        "en": "More engineers are praised by name when customers are called back",
    },
}
VISIT = {
    "value": "310",
    "low": "260",
    "high": "380",
    "method": "cost_of_quality",
    "source": {"zh": "财务部：重复上门一次的全部成本", "en": "Finance: the full cost of one repeat visit"},
}


def load_returns(*, say: Callable[[str], None]) -> None:
    """Ledgers, signed estimates and cases. Does nothing where there are cases."""
    now = clock.now()
    with transaction():
        if db.session.scalar(select(RoiCase.id).limit(1)) is not None:
            return
        manager, hr = _account("manager"), _account("hr")
        opened = 0
        for code in SPENT:
            estimate = find_newest("course", code, KPI)
            if estimate is None or estimate.att is None or estimate.verdict == "refused" or not _orders(estimate):
                continue
            if not opened:
                _set_rate(hr, now)
            _enter(code, hr, now)
            if estimate.approval is None:
                approve_estimate(
                    estimate=estimate, reason="方法、对照组和区间已核对，可用于回报测算。", actor=manager, at=now
                )
            case = open_case(
                subject_kind="course", subject_code=code, unit_id=None, title=TITLES[code], actor=hr, at=now - timedelta(days=300)
            )  # fmt: skip
            save_version(case=case, stage="forecast", content=_forecast(code, estimate), actor=hr, at=now - timedelta(days=300))  # fmt: skip
            save_version(case=case, stage="result", content=_result(code, estimate), actor=hr, at=now)
            note_told(case=case, who="售后服务部经理会", told_on=clock.local_date(now), actor=hr, at=now)
            opened += 1
    say(f"returns: {opened} cases")


def _account(name: str) -> Person:
    query = select(Person).join(Account, Account.person_id == Person.id).where(Account.username == name)
    return db.session.scalars(query).one()


def _set_rate(actor: Person, now: datetime) -> None:
    """The rate that learners' hours are counted at, from before the first of them."""
    set_rate(
        post=None, grade="", amount=HOUR, currency="CNY", from_day=clock.local_date(now) - timedelta(days=1200),
        source="人力资源部：人工成本 ÷ 有效工时", actor=actor, at=now,
    )  # fmt: skip


def _enter(code: str, actor: Person, now: datetime) -> None:
    for stage, days in (("planned", 300), ("actual", 200)):
        day = clock.local_date(now) - timedelta(days=days)
        for category in CATEGORIES:
            amount, name = full_cost(code, category, stage)
            over, used = (240, 160) if category == "development" else (None, None)
            cost = Cost(
                "course", code, category, stage, amount, "CNY", day, name=name.zh if name else "", source="培训费用台账",
                spread_over=over, spread_used=used,
            )  # fmt: skip
            enter_cost(cost=cost, actor=actor, at=now)


def full_cost(code: str, category: str, stage: str) -> tuple[Decimal, Bilingual | None]:
    """What a kind of cost was planned at, or came to, before it is spread; and what exactly it was."""
    if category == "learners_time":
        hours = paid_hours(code, stage)
        return hours * HOUR, Bilingual(f"参训工时 {hours} 小时 × {HOUR} 元", f"{hours} hours × {HOUR}")
    planned, actual, name = SPENT[code].get(category, ("0", "0", None))
    return Decimal(planned if stage == "planned" else actual), name


def paid_hours(code: str, stage: str) -> Decimal:
    """Of all learners together."""
    return Decimal(round(HOURS[code] * FORESEEN)) if stage == "planned" else HOURS[code]


def costs_of(code: str, stage: str) -> dict[str, Any]:
    """The costs of a case, each in the way that it is known."""
    costs: dict[str, Any] = {}
    for category in CATEGORIES:
        amount, name = full_cost(code, category, stage)
        told: dict[str, Any] = {"amount": f"{amount:f}"}
        if category == "learners_time":
            told = {"hours": f"{paid_hours(code, stage)}", "rate": f"{HOUR}"}
        if category == "development":
            told |= {"over": "240", "used": "160"}
        costs[category] = told | {"name": name.as_dict() if name else "", "source": LEDGER}
    return costs


def _point(estimate: EffectEstimate) -> str:
    """Orders that one percentage point is of a month of one of the trained: a hundredth of what the estimate counted."""
    return f"{_orders(estimate) / 100:.4g}"


def _orders(estimate: EffectEstimate) -> float:
    """What one of the trained does in a month; 0 where they are too few to say."""
    return float(estimate.report.get("groups", {}).get("trained", {}).get("orders", 0))


def _content(
    code: str, stage: str, estimate: EffectEstimate, benefit: dict[str, str], source: dict[str, str], isolation: str
) -> dict[str, Any]:
    return {
        "title": TITLES[code].as_dict(), "currency": "CNY", "people": str(estimate.people), "months": "12",
        "target_roi_percent": "25", "solution": "short",
        "benefit": [
            {
                "code": "b1", "name": {"zh": "一次解决率", "en": "First-time fix rate"}, "unit": "percentage_points", "direction": "up", "per_unit_month": _point(estimate), "isolation": isolation,
                "source": source, "overlap": "重复上门", "money": dict(VISIT), **benefit,
            }
        ],
        "costs": costs_of(code, stage),
        "intangible": [INTANGIBLE],
    }  # fmt: skip


def _forecast(code: str, estimate: EffectEstimate) -> dict[str, Any]:
    return _content(code, "planned", estimate, {"effect": "5", "confidence": "80"}, FORESEEN_BY, "experts")


def _result(code: str, estimate: EffectEstimate) -> dict[str, Any]:
    figures = {name: f"{getattr(estimate, name):.6g}" for name in ("low", "high")} | {"effect": f"{estimate.att:.6g}"}
    first, last = f"{estimate.first_month:%Y-%m}", f"{estimate.last_month:%Y-%m}"
    source = {"zh": f"效果估计 {estimate.id}，{first} 至 {last}", "en": f"Estimate {estimate.id}, {first} to {last}"}
    isolation = "randomised" if estimate.timing == "scheduled" else "comparison"
    return _content(code, "actual", estimate, figures, source, isolation)
