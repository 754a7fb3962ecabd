"""The register of certificates: narrowed, counted in few statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from certificates.actions.decide import decide
from certificates.models import Certificate
from certificates.queries.certificates import status_of
from certificates.queries.register import has_status
from certificates.rules.status import DecisionKind, Status
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.people.models import Person
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory


def decided(certificate_id: int, *kinds: str, actor: Person) -> None:
    for kind in kinds:
        with transaction() as session:
            subject = session.get_one(Certificate, certificate_id)
            decide(certificate=subject, kind=DecisionKind(kind), reason="a reason", actor=actor, at=clock.now())


def test_the_list_is_narrowed_by_the_same_rule_as_the_page(make: Factory, fixed_clock: Clock) -> None:
    publish()
    hr = make.person(Role.HR, everywhere=True)
    ids = [award(make.person(Role.LEARNER, product_line="home")).id for _ in range(5)]
    fixed_clock.forward(days=1)
    decided(ids[1], "suspend", actor=hr)
    decided(ids[2], "suspend", "reinstate", actor=hr)
    decided(ids[3], "withdraw", actor=hr)
    decided(ids[4], "suspend", "withdraw", actor=hr)
    last = db.session.get_one(Certificate, ids[0]).expires_on
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3), *(last + timedelta(days=n) for n in (-91, -90, 0, 1))]
    for day in days:
        by_rule: dict[Status, set[int]] = {status: set() for status in Status}
        for certificate in db.session.scalars(select(Certificate)):
            by_rule[status_of(certificate, day)].add(certificate.id)
        for status in Status:
            found = db.session.scalars(select(Certificate.id).where(has_status(status, day)))
            assert set(found) == by_rule[status], (day, status)


def test_the_filters(make: Factory, fixed_clock: Clock) -> None:
    publish()
    publish(code="field-commercial", product_line="commercial", title={"zh": "商用", "en": "Commercial"})
    north, south = make.unit(en="North"), make.unit(en="South")
    hr = make.person(Role.HR, unit=north, everywhere=True)
    one = make.person(Role.LEARNER, unit=north, product_line="home", name_latin="Ann")
    two = make.person(Role.LEARNER, unit=south, product_line="commercial", name_latin="Ben")
    first, second, third = award(one), award(two, code="field"), award(one, level=2)
    numbers = {first.number, second.number, third.number}
    decided(second.id, "suspend", actor=hr)
    browser = make.browser(hr)
    for query, wanted in (
        ("", {1, 2, 3}),
        (f"unit={north.id}", {1, 3}),
        ("level=2", {3}),
        (f"scheme={db.session.get_one(Certificate, second.id).tier.scheme_id}", {2}),
        ("status=suspended", {2}),
        ("status=valid", {1, 3}),
        ("q=ann", {1, 3}),
        ("q=HT-2026-000002", {2}),
        ("until=2028-03-01", {1, 2}),
        ("from=2028-03-02", {3}),
        ("from=nonsense&status=nonsense&level=x", {1, 2, 3}),
        ("status=expired", set()),
    ):
        page = browser.get(f"/certificates?{query}").get_data(as_text=True)
        assert {n for n in numbers if f">{n}</span>" in page} == {f"HT-2026-{n:06d}" for n in wanted}, query


def test_the_list_takes_the_same_statements_for_few_and_many(make: Factory, app: Flask) -> None:
    publish()
    unit = make.unit()
    browser = make.browser(make.person(Role.HR, unit=unit))
    counts = []
    for _ in range(2):
        for _ in range(3):
            award(make.person(Role.LEARNER, unit=unit, product_line="home"))
        statements: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_rest: Any, seen: list[str] = statements) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert browser.get("/certificates").status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len([s for s in statements if s.lstrip().upper().startswith("SELECT")]))
    assert counts[0] == counts[1] <= 12
