"""Pay steps: who holds a tier to which one belongs, since when and until when. For the payroll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import ColumnElement, select

from certificates.eligibility.queries import read_held
from certificates.eligibility.rights import Unlocking, list_unlocking
from certificates.models import Certificate, Tier
from certificates.queries.standing import stands
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.i18n import text
from lms.people.models import Person, Unit
from lms.people.queries.scope import within_reach
from lms.people.session import User

AT_ONCE = 500


@dataclass(frozen=True)
class PayLine:
    """One person and one scheme: the pay step of the highest tier that counts today."""

    person_id: int
    employee_no: str
    name: Bilingual
    unit: Bilingual
    scheme: Bilingual
    tier: Bilingual
    step: str
    label: Bilingual
    since: date
    until: date


def pay_steps_known() -> dict[tuple[str, int], Unlocking]:
    """The tiers that have a pay step, by scheme and level."""
    return {(one.scheme, one.level): one for one in list_unlocking() if one.unlocks.pay_step}


def people_with_steps(user: User, day: date, unit_path: str | None) -> Any:
    """Those within reach who hold a tier of a scheme with pay steps, by employee number, as a statement."""
    schemes = {one.scheme_id for one in pay_steps_known().values()}
    held = (
        select(Certificate.person_id)
        .join(Tier, Tier.id == Certificate.tier_id)
        .where(Tier.scheme_id.in_(schemes), stands(day))
    )
    conditions: list[ColumnElement[bool]] = [within_reach(user, Permission.EXPORT_CERTIFICATES), Person.id.in_(held)]
    if unit_path is not None:
        conditions.append(Unit.path.startswith(unit_path, autoescape=True))
    here = Person.left_on.is_(None) | (Person.left_on >= day)
    query = select(Person, Unit.name.label("unit")).join(Unit, Unit.id == Person.unit_id).where(here, *conditions)
    return query.order_by(Person.employee_no)


def lines_of(rows: Sequence[Any], day: date) -> list[PayLine]:
    """The pay steps of some rows of that statement; whoever holds no tier with a step any more has none."""
    known, found = pay_steps_known(), []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        held = read_held([row.Person.id for row in part], day)
        since = _since([one.certificate_id for tiers in held.values() for one in tiers.values() if one.counts])
        for row in part:
            best: dict[str, tuple[Any, Unlocking]] = {}
            for one in held.get(row.Person.id, {}).values():
                steps = [tier for (scheme, level), tier in known.items() if scheme == one.scheme and level <= one.level]
                if one.counts and steps and (one.scheme not in best or one.level > best[one.scheme][0].level):
                    best[one.scheme] = (one, max(steps, key=lambda tier: tier.level))
            found += [_line(row, one, tier, since[one.certificate_id]) for one, tier in best.values()]
    return found


def _line(row: Any, one: Any, tier: Unlocking, since: date) -> PayLine:
    label = tier.unlocks.pay_label
    step = tier.unlocks.pay_step or ""
    words = Bilingual(label.get("zh") or label.get("en") or "", label.get("en") or label.get("zh") or "")
    person = row.Person
    return PayLine(
        person.id, person.employee_no, person.name, row.unit, tier.title, tier.tier, step, words, since, one.until
    )  # fmt: skip


def _since(certificate_ids: Sequence[int]) -> dict[int, date]:
    query = select(Certificate.id, Certificate.issued_on).where(Certificate.id.in_(certificate_ids))
    return {row.id: row.issued_on for row in db.session.execute(query)}


def table(lines: Sequence[PayLine]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows, for a workbook or a CSV."""
    header = [
        _("Employee number"), _("Name"), _("Unit"), _("Scheme"), _("Tier"), _("Pay step"), _("Name of the pay step"), pgettext("pay", "From"),
        _("Valid until"),
    ]  # fmt: skip
    rows = [
        [one.employee_no, text(one.name), text(one.unit), text(one.scheme), text(one.tier), one.step, text(one.label), one.since, one.until]
        for one in lines
    ]  # fmt: skip
    return header, rows
