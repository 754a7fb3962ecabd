"""Adding, changing and giving up alert rules. A change is a new version; alerts name the one that raised them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.kpis.models import AlertEvent, AlertRule, AlertRuleVersion, Kpi
from lms.kpis.queries.alert_rules import definitions_on, find_rule, list_versions, terms_of
from lms.kpis.queries.alerts import list_standing
from lms.kpis.rules.alerts import Measure, refusals
from lms.kpis.rules.figures import scale_of

SHIPPED = Path(__file__).parents[1] / "data" / "alert_rules.toml"
FIELDS = (
    "name", "advice", "kpi_id", "level", "kind", "period", "measure", "side", "bound", "periods", "colour", "worse_after",
    "worse_colour", "margin", "clear_after", "least_sample", "certain", "escalate_after_days",
)  # fmt: skip


@dataclass(frozen=True)
class RuleText:
    """What a rule says, as a form or a file gives it; the fields are those of `AlertRuleVersion`."""

    name: Bilingual
    advice: Bilingual
    kpi_id: int
    level: str
    kind: str
    side: str
    colour: str
    period: str = "month"
    measure: str = "value"
    bound: float | None = None
    periods: int = 1
    worse_after: int | None = None
    worse_colour: str | None = None
    margin: float = 0
    clear_after: int = 1
    least_sample: int | None = None
    certain: bool = False
    escalate_after_days: int | None = None

    def version(self) -> AlertRuleVersion:
        """A version that is not kept yet, as a trial needs it."""
        return AlertRuleVersion(**{field: getattr(self, field) for field in FIELDS})


def refuse_faulty(text: RuleText, at: datetime) -> None:
    """Raises RuleBroken with every reason why the rule cannot be so."""
    definition = definitions_on([text.kpi_id], clock.local_date(at)).get(text.kpi_id)
    if definition is None:
        raise RuleBroken(Refusal("alert_rule_no_kpi"))
    found = list(refusals(terms_of(text.version(), least_sample=0), kind_of_kpi=definition.kind))
    if text.kind == "threshold" and text.bound is None:
        found.append(Refusal("alert_rule_no_bound"))
    scale = scale_of(definition.kind, definition.unit) if text.measure == Measure.VALUE else None
    if text.bound is not None and scale is not None and not scale[0] <= text.bound <= scale[1]:
        found.append(Refusal("alert_rule_beyond_scale", {"least": f"{scale[0]:g}", "most": f"{scale[1]:g}"}))
    if found:
        raise RuleBroken(*found)


def add_rule(*, code: str, text: RuleText, actor: Actor, at: datetime) -> AlertRule:
    """A new rule; it speaks from the next evaluation on. Raises RuleBroken."""
    if find_rule(code) is not None:
        raise RuleBroken(Refusal("alert_rule_code_taken", {"code": code}))
    refuse_faulty(text, at)
    rule = AlertRule(code=code)
    db.session.add(rule)
    db.session.flush()
    _append(rule, 1, text, actor, at)
    audit.record("alert_rule.added", "alert_rule", rule.id, actor=actor, at=at, code=code)
    return rule


def change_rule(*, rule: AlertRule, text: RuleText, actor: Actor, at: datetime) -> bool:
    """A new version, if anything differs. Returns whether. Raises RuleBroken."""
    refuse_faulty(text, at)
    newest = list_versions(rule)[0]
    changed = [field for field in FIELDS if getattr(newest, field) != getattr(text, field)]
    if not changed:
        return False
    _append(rule, newest.number + 1, text, actor, at)
    audit.record("alert_rule.changed", "alert_rule", rule.id, actor=actor, at=at, code=rule.code, fields=changed)
    return True


def _append(rule: AlertRule, number: int, text: RuleText, actor: Actor, at: datetime) -> None:
    version = text.version()
    version.rule_id, version.number, version.made_by, version.made_at = rule.id, number, actor.id, at
    db.session.add(version)
    db.session.flush()


def retire_rule(*, rule: AlertRule, actor: Actor, at: datetime) -> None:
    """Give a rule up. Its alerts that stand are cleared; what they were stays on record."""
    if rule.retired_at is not None:
        return
    rule.retired_at = at
    for alert in list_standing([rule.id]):
        alert.events.append(AlertEvent(kind="cleared", note="retired", figures={}, by_id=actor.id, at=at))
    db.session.flush()
    audit.record("alert_rule.retired", "alert_rule", rule.id, actor=actor, at=at, code=rule.code)


def restore_rule(*, rule: AlertRule, actor: Actor, at: datetime) -> None:
    """Take a rule up again."""
    if rule.retired_at is not None:
        rule.retired_at = None
        db.session.flush()
        audit.record("alert_rule.restored", "alert_rule", rule.id, actor=actor, at=at, code=rule.code)


def ship_rules(*, actor: Actor, at: datetime) -> int:
    """Add the rules that come with the software and are not there yet; rules that somebody changed stay. Returns how many."""
    kpis = {code: kpi_id for kpi_id, code in db.session.execute(select(Kpi.id, Kpi.code))}
    known = set(db.session.scalars(select(AlertRule.code)))
    added = 0
    for entry in tomllib.loads(SHIPPED.read_text("utf-8"))["rule"]:
        if entry["code"] not in known and entry["kpi"] in kpis:
            add_rule(code=entry["code"], text=_text(entry, kpis[entry["kpi"]]), actor=actor, at=at)
            added += 1
    return added


def _text(entry: dict[str, Any], kpi_id: int) -> RuleText:
    values = {name: value for name, value in entry.items() if name not in ("code", "kpi")}
    values["name"], values["advice"] = Bilingual.of(entry["name"]), Bilingual.of(entry["advice"])
    return RuleText(kpi_id=kpi_id, **values)
