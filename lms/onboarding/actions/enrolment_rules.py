"""Rules that enrol by themselves: made, ended, and carried out every morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.change_models import EnrolmentRule
from lms.onboarding.models import Cohort, Programme
from lms.onboarding.queries.enrolment_rules import find_intake_to_join, list_meant
from lms.onboarding.queries.programmes import find_latest_version
from lms.onboarding.rules.enrolling import ENROL
from lms.people.models import Post, Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders
from lms.workdays.queries import WorkCalendar


@dataclass(frozen=True)
class RuleText:
    """What a rule says."""

    title: Bilingual
    hired_from: date
    lead_days: int
    join_days: int


def make_rule(
    *, text: RuleText, programme: Programme, unit: Unit, post: Post | None, actor: Actor, at: datetime
) -> EnrolmentRule:
    """A rule that holds from now on. Raises RuleBroken."""
    if not (0 <= text.lead_days <= 90 and 0 <= text.join_days <= 90):
        raise RuleBroken(Refusal("rule_days"))
    assert actor.id is not None
    rule = EnrolmentRule(
        title=text.title, programme_id=programme.id, post_id=post.id if post else None, unit_id=unit.id,
        hired_from=text.hired_from, lead_days=text.lead_days, join_days=text.join_days, made_by=actor.id, made_at=at,
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    audit.record(
        "enrolment_rule.made", "enrolment_rule", rule.id, actor=actor, at=at, programme=programme.code, unit=unit.id
    )
    return rule


def end_rule(*, rule: EnrolmentRule, actor: Actor, at: datetime) -> None:
    """End a rule: whom it enrolled stays enrolled. Raises RuleBroken."""
    if rule.ended_at is not None:
        raise RuleBroken(Refusal("rule_ended"))
    rule.ended_by, rule.ended_at = actor.id, at
    db.session.flush()
    audit.record("enrolment_rule.ended", "enrolment_rule", rule.id, actor=actor, at=at)


def carry_out(*, rule: EnrolmentRule, actor: Actor, at: datetime) -> tuple[Cohort, int] | None:
    """Enrol whomever a rule means today; gives the intake and how many, None where there was nobody."""
    today = clock.local_date(at)
    people = [one.person for one in list_meant(rule, today) if one.verdict == ENROL]
    if not people:
        return None
    cohort = find_intake_to_join(rule, today) or _opened(rule, today, actor, at)
    enrol(cohort=cohort, people=people, actor=actor, at=at)
    link = path_to("onboarding.mentors", cohort_id=cohort.id)
    holders = {
        p.id: p for role in (Role.MANAGER, Role.HR) for p in list_holders(role, db.session.get_one(Unit, cohort.unit_id), today)
    }  # fmt: skip
    for person in holders.values():
        notify(
            recipient_of(person), "onboarding.auto_enrolled", link=link, at=at, people=len(people), intake=cohort.title
        )
    return cohort, len(people)


def _opened(rule: EnrolmentRule, today: date, actor: Actor, at: datetime) -> Cohort:
    version = find_latest_version(rule.programme_id)
    if version is None:
        raise NotFound
    starts_on = WorkCalendar().of(rule.unit.path).first(today + timedelta(days=rule.lead_days))
    zh, en = version.programme.title.zh, version.programme.title.en
    title = Bilingual(
        f"{zh} {starts_on.year} 年 {starts_on.month} 月 {starts_on.day} 日班", f"{en}, {starts_on.isoformat()}"
    )
    return open_intake(title=title, version=version, unit=rule.unit, starts_on=starts_on, actor=actor, at=at)
