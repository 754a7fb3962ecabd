"""The service side of the demo company: KPI definitions, targets, two years of work orders and the figures made of them.

Loaded after the company itself, in transactions of its own, since loading work orders has its own; whoever was interrupted
in between gets it at the next start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from assessments.actions.questionnaires import ship_questionnaires
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.demo.company import LOADER
from lms.demo.effects import load_effects
from lms.demo.history.service import list_workers
from lms.demo.history.work_orders import SOURCE, TROUBLED_SERIES, TROUBLED_STATION, write_work_orders
from lms.demo.returns import load_returns
from lms.kpis.actions.alerts import acknowledge
from lms.kpis.actions.loading import load
from lms.kpis.actions.targets import set_target
from lms.kpis.alert_jobs import look
from lms.kpis.models import Alert, AlertRule, Kpi, Subject
from lms.kpis.rules.periods import shift
from lms.kpis.rules.profiles import FieldRule, Profile
from lms.kpis.shipping import ship
from lms.people.models import Account, Person, Post, Unit
from lms.performance.actions.closing import close_month
from lms.performance.actions.definitions import ship_scorecards
from lms.plans.actions.needs import NeedText, raise_need
from lms.plans.queries.proposals import propose, snapshot
from lms.plans.rules import Source

COLUMNS = (
    "order_no", "technician", "team", "product", "asset", "symptom", "customer", "region", "priority", "kind",
    "opened_at", "responded_at", "arrived_at", "resolved_at", "closed_at", "first_time_fix", "escalated", "sla_made",
    "complaint", "grave_complaint", "error", "callback_due", "callback_made", "reopened", "reassigned", "csat", "nps",
    "cost", "complexity", "visits",
)  # fmt: skip
TARGETS = (
    ("first_time_fix", 85.0, None, None, "一次解决率不低于 85%", "Fix at least 85 % the first time"),
    ("first_time_fix", 75.0, None, "newcomer", "上岗半年内一次解决率不低于 75%", "Newcomers fix at least 75 % the first time"),
    ("csat", 90.0, None, None, "客户满意度不低于 90 分", "Customers give at least 90 points"),
    ("nps", 50.0, None, None, "净推荐值不低于 50", "A net promoter score of 50 or more"),
    ("errors", 2.0, None, None, "差错率不超过 2%", "Mistakes in at most 2 % of orders"),
    ("callback_rate", 90.0, None, None, "回访率不低于 90%", "Call back at least 90 % of those due"),
    ("first_response_minutes", 3.0, "service-agent", None, "客服首次响应不超过 3 分钟", "Agents respond within 3 minutes"),
    ("arrival_in_time", 90.0, "field-engineer", None, "到场及时率不低于 90%", "Arrive in time at least nine times in ten"),
)  # fmt: skip


def load_service(*, months: int, seed: int, say: Callable[[str], None]) -> None:
    """Ship definitions, set targets, draw the work orders and load them as any file is loaded."""
    now = clock.now()
    today = clock.local_date(now)
    with transaction():
        ship(actor=LOADER, at=now)
        ship_scorecards(actor=LOADER, at=now)
        ship_questionnaires(actor=LOADER, at=now)
        _set_targets(shift(today, -months), now)
    with tempfile.TemporaryDirectory(prefix="shifu-demo-") as folder:
        path = Path(folder) / f"{SOURCE}.parquet"
        count = write_work_orders(path, list_workers(today), months=months, now=now, zone=clock.zone(), seed=seed)
        say(f"work orders: {count}")
        loaded = load(path, _profile(), how="demo", actor=LOADER, at=now, name=path.name)
    say(f"monthly readings of {loaded.orders} orders")
    raised = look(None, at=now)["raised"]
    say(f"alerts: {raised}")
    with transaction():
        close_month(month=shift(today, -2), actor=_manager(), at=now)
    with transaction():
        _ask_for_training(today, now)
    load_effects(months=months, seed=seed, say=say)
    load_returns(say=say)


def _ask_for_training(today: date, now: datetime) -> None:
    """The supervisor of the troubled station has seen the alert, and asks for training."""
    alert = db.session.scalars(
        select(Alert)
        .join(AlertRule, AlertRule.id == Alert.rule_id)
        .join(Subject, Subject.id == Alert.subject_id)
        .where(AlertRule.code == "first-time-fix", Subject.level == "unit")
        .limit(1)
    ).first()
    supervisor = db.session.scalars(
        select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .where(Unit.code == TROUBLED_STATION, Post.code == "service-supervisor", Person.left_on.is_(None))
    ).first()
    if alert is None or supervisor is None:
        return
    note = f"{TROUBLED_SERIES} 的返修集中在新一代电控板，已在晨会上提醒；需要一次针对性培训。"
    acknowledge(alert=alert, note=note, actor=supervisor, at=now)
    proposal = propose(alert, today, compare=False)
    raise_need(
        text=NeedText(
            title=Bilingual(f"东莞站：{TROUBLED_SERIES} 新系列的诊断与维修", f"Dongguan: diagnosing and repairing the new {TROUBLED_SERIES}"),
            reason=note, priority=1, wished_by=today + timedelta(days=30),
            ability_ids={ability.id for ability in proposal.abilities if ability.weight > 1},
            course_ids={course.id for course in proposal.courses[:3]}, people={},
        ),
        source=Source.KPI_ALERT, evidence=snapshot(proposal, today), unit=proposal.unit, actor=supervisor, at=now,
        alert_id=alert.id,
    )  # fmt: skip


def _manager() -> Person:
    return db.session.scalars(
        select(Person).join(Account, Account.person_id == Person.id).where(Account.username == "manager")
    ).one()


def _profile() -> Profile:
    fields = {name: FieldRule(columns=(name,)) for name in COLUMNS}
    return Profile(name=SOURCE, source=SOURCE, fields=fields, format="parquet", zone="UTC")


def _set_targets(from_month: date, now: datetime) -> None:
    kpis = {kpi.code: kpi for kpi in db.session.scalars(select(Kpi))}
    posts = {post.code: post for post in db.session.scalars(select(Post))}
    owner = _manager()
    for code, value, post, stage, zh, en in TARGETS:
        set_target(
            kpi=kpis[code], statement=Bilingual(zh, en), value=value,
            from_month=from_month, until_month=None, owner=owner, post=posts.get(post or ""), stage=stage,
            this_month=from_month, actor=LOADER, at=now,
        )  # fmt: skip
