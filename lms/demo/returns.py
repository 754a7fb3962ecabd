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
from lms.evaluation.actions.costs import Cost, enter_cost
from lms.evaluation.actions.estimates import approve_estimate
from lms.evaluation.actions.returns import note_told, open_case, save_version
from lms.evaluation.models import EffectEstimate, RoiCase
from lms.evaluation.queries.estimates import find_newest
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.people.models import Account, Person

KPI = "first_time_fix"
SPENT: dict[str, dict[str, tuple[str, str]]] = {
    "power-fault-diagnosis": {
        "needs_analysis": ("4000", "需求分析访谈"), "design": ("9000", "课程设计"), "development": ("56000", "实训台与课件开发"),
        "trainers": ("38400", "讲师课时费"), "rooms": ("12600", "实训室"), "travel": ("27800", "差旅食宿"), "materials": ("8900", "耗材"),
        "learners_time": ("96400", "参训工时 × 小时费率"), "administration": ("6200", "教务"), "evaluation": ("5200", "效果评估"),
    },
    "complaint-handling": {
        "needs_analysis": ("3000", "录音分析"), "design": ("7000", "课程设计"), "development": ("21000", "情景视频"),
        "trainers": ("22400", "讲师课时费"), "materials": ("1800", "讲义"), "learners_time": ("61200", "参训工时 × 小时费率"),
        "administration": ("4100", "教务"), "evaluation": ("3600", "效果评估"),
    },
}  # fmt: skip
TITLES = {
    "power-fault-diagnosis": Bilingual("TX-40 电源板故障诊断：投资回报", "TX-40 power faults: return on the course"),
    "complaint-handling": Bilingual("投诉处理：投资回报", "Handling complaints: return on the course"),
}
ORDERS = "0.30"
"""Orders that one percentage point is of a person's month, at about thirty orders."""
VISIT = {
    "value": "310",
    "low": "260",
    "high": "380",
    "method": "cost_of_quality",
    "source": "财务部：重复上门一次的全部成本",
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
            if estimate is None or estimate.att is None or estimate.verdict == "refused":
                continue
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


def _enter(code: str, actor: Person, now: datetime) -> None:
    day = clock.local_date(now) - timedelta(days=200)
    for category in CATEGORIES:
        amount, name = SPENT[code].get(category, ("0", ""))
        over, used = (240, 160) if category == "development" else (None, None)
        cost = Cost(
            "course", code, category, "actual", Decimal(amount), "CNY", day, name=name, source="培训费用台账", spread_over=over,
            spread_used=used,
        )  # fmt: skip
        enter_cost(cost=cost, actor=actor, at=now)


def _costs(code: str) -> dict[str, Any]:
    costs: dict[str, Any] = {}
    for category in CATEGORIES:
        amount, name = SPENT[code].get(category, ("0", ""))
        share = Decimal(amount) * 160 / 240 if category == "development" else Decimal(amount)
        costs[category] = {"amount": f"{share:.2f}".removesuffix(".00"), "name": name, "source": "培训费用台账"}
    return costs


def _content(
    code: str, estimate: EffectEstimate, benefit: dict[str, str], source: str, isolation: str
) -> dict[str, Any]:
    return {
        "title": TITLES[code].as_dict(), "currency": "CNY", "people": str(estimate.people), "months": "12",
        "target_roi_percent": "25", "solution": "short",
        "benefit": [
            {
                "code": "b1", "name": "首次修复率", "unit": "百分点", "direction": "up", "per_unit_month": ORDERS, "isolation": isolation,
                "source": source, "overlap": "重复上门", "money": dict(VISIT), **benefit,
            }
        ],
        "costs": _costs(code),
        "intangible": [{"name": "客户信任", "evidence": "回访中点名表扬的工程师增多"}],
    }  # fmt: skip


def _forecast(code: str, estimate: EffectEstimate) -> dict[str, Any]:
    return _content(code, estimate, {"effect": "5"}, "开班前专家估计", "experts")


def _result(code: str, estimate: EffectEstimate) -> dict[str, Any]:
    figures = {name: f"{getattr(estimate, name):.6g}" for name in ("low", "high")} | {"effect": f"{estimate.att:.6g}"}
    source = f"效果估计 {estimate.id}，{estimate.first_month:%Y-%m} 至 {estimate.last_month:%Y-%m}"
    isolation = "randomised" if estimate.timing == "scheduled" else "comparison"
    return _content(code, estimate, figures, source, isolation)
