"""The life of a certificate by errand: renewing, deciding, appealing, and what dates do by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Date, literal, select

from certificates.appeals.models import CertificateAppeal
from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.models import Certificate
from certificates.queries.certificates import list_held, status_of
from certificates.queries.held import tier_held
from certificates.queries.requirements import outlooks, requirement_states
from certificates.queries.schemes import find_tier
from certificates.queries.standing import stands, tiers_held
from certificates.rules.status import Status
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, rollback
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.certificate_life_scene import RENEWAL, by_status, tiers


def test_a_certificate_is_renewed_by_application_and_decision(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learner = make.person(Role.LEARNER, unit=unit, product_line="home")
    decider = make.person(Role.HR, unit=unit, everywhere=True)
    old = award(learner)
    first, chinese = (old.id, old.number), (learner.name_zh, decider.name_zh)
    assert (old.expires_on, old.grace_until) == (date(2028, 3, 1), date(2028, 3, 31))
    holder, hr = make.browser(learner), make.browser(decider)

    page = holder.get(f"/certificates/{first[0]}/renewal").get_data(as_text=True)
    assert "It can be renewed from 2 Dec 2027 to 1 Mar 2028" in page
    answer = send(holder, f"/certificates/{first[0]}/renewal", {"note": ""})
    assert answer.status_code == 422
    assert "It is too early" in answer.get_data(as_text=True)

    page = holder.get(f"/certificates/{first[0]}").get_data(as_text=True)
    assert (
        "17 Sep 2028" in page.split("Renewing is enough until")[1][:60]
    )  # the certificate itself says when it is too late

    fixed_clock.forward(days=645)  # 7 December 2027
    assert "Renew from 2 Dec 2027 to 1 Mar 2028" in holder.get("/my/certificates").get_data(as_text=True)
    answer = send(holder, f"/certificates/{first[0]}/renewal", {"note": "Please"})
    assert answer.status_code == 302
    application = db.session.scalars(select(TierApplication.id)).one()
    rollback()
    assert "waits for a decision already" in holder.get(f"/certificates/{first[0]}/renewal").get_data(as_text=True)
    assert learner.name_zh in hr.get("/certificates/decisions", headers={"Accept-Language": "zh"}).get_data(
        as_text=True
    )

    path = f"/certificates/applications/{application}/decision"
    refused = send(hr, path, {"outcome": "renew", "reason": ""})
    assert refused.status_code == 422
    assert "Declare that you decide impartially" in refused.get_data(as_text=True)
    assert 'id="impartial-error"' in refused.get_data(as_text=True)
    assert 'id="reason-error"' not in refused.get_data(as_text=True), "what concerns the reason only"
    assert send(hr, path, {"outcome": "renew", "reason": "", "impartial": "y"}).status_code == 302
    page = holder.get(f"/certificates/applications/{application}").get_data(as_text=True)
    assert [name for name in chinese if name in page] == [], "names are in the reader's script"
    new = db.session.scalars(select(Certificate).where(Certificate.follows_id == first[0])).one()
    assert (new.issued_on, new.expires_on, new.cycle, new.how) == (date(2028, 3, 2), date(2030, 3, 1), 1, "renewal")
    assert [held.status for held in list_held(learner.id, clock.today())] == [Status.FUTURE, Status.EXPIRING]
    second = new.number
    rollback()
    assert by_status(clock.today()) == {Status.EXPIRING: {first[1]}, Status.FUTURE: {second}}
    assert by_status(date(2028, 3, 2)) == {Status.SUPERSEDED: {first[1]}, Status.VALID: {second}}
    page = holder.get(f"/certificates/{first[0]}").get_data(as_text=True)
    assert f"Continued by {second}" in page
    assert send(hr, path, {"outcome": "renew", "impartial": "y"}).status_code == 422

    # A suspension of the one that runs goes along with the one that follows.
    send(
        hr,
        f"/certificates/{first[0]}/decisions",
        {"kind": "suspend", "reason": "Under investigation", "impartial": "y"},
    )
    assert by_status(date(2028, 3, 2)) == {Status.SUPERSEDED: {first[1]}, Status.SUSPENDED: {second}}


@pytest.mark.one_database
def test_grace_lapse_and_the_whole_way_again(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    learner = make.person(Role.LEARNER, product_line="home")
    number = award(learner).id
    browser = make.browser(learner)
    for day, status, said in (
        (date(2028, 3, 2), Status.GRACE, "It is in grace until 31 Mar 2028"),
        (date(2028, 4, 1), Status.EXPIRED, "Until 17 Sep 2028 a renewal is still enough"),
        (date(2028, 9, 18), Status.EXPIRED, "the last day was 17 Sep 2028. The tier must be earned again"),
    ):
        fixed_clock.forward(days=(day - clock.today()).days)
        assert list(by_status(day)) == [status]
        assert said in browser.get(f"/certificates/{number}/renewal").get_data(as_text=True)
    answer = send(browser, f"/certificates/{number}/renewal", {})
    assert "must be earned again" in answer.get_data(as_text=True)
    assert answer.status_code == 422
    again = award(learner)
    assert (again.how, again.cycle, again.follows_id) == ("award", 0, None)


@pytest.mark.one_database
@pytest.mark.parametrize(("counts", "level", "met"), [(True, 2, True), (False, 1, False)])
def test_a_grace_that_counts_is_enough_for_the_next_tier(
    make: Factory, fixed_clock: Clock, counts: bool, level: int, met: bool
) -> None:
    rule, below = {**RENEWAL, "grace_counts": counts}, [{"kind": "previous_tier"}]
    publish(tiers=[{**one, "requirements": below if rank else []} for rank, one in enumerate(tiers(rule))])
    learner = make.person(Role.LEARNER, product_line="home")
    last = award(learner).expires_on
    fixed_clock.forward(days=(last - clock.today()).days + 1)
    held = list_held(learner.id, clock.today())
    assert [(one.status, one.counts) for one in held] == [(Status.GRACE, counts)]
    (outlook,) = outlooks(learner.id, clock.today(), held)
    assert outlook.held == held[0]
    assert outlook.next_tier is not None
    assert outlook.next_tier.level == level
    above = find_tier(outlook.scheme.id, 2)
    assert above is not None
    assert [one.met for one in requirement_states(learner.id, above, clock.today())] == [met]
    relied = db.session.scalar(
        select(tier_held(Person.id, literal(clock.today(), Date))).where(Person.id == learner.id)
    )
    assert (relied is not None) == counts
    rollback()


def test_decisions_and_appeals_are_taken_by_different_people(make: Factory) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learner = make.person(Role.LEARNER, unit=unit, product_line="home")
    first, second = (make.person(role, unit=unit, everywhere=True) for role in (Role.HR, Role.MANAGER))
    certificate = award(learner)
    number, name = certificate.id, certificate.number
    holder, hr, manager = (make.browser(one) for one in (learner, first, second))
    send(hr, f"/certificates/{number}/decisions", {"kind": "withdraw", "reason": "Faked a report", "impartial": "y"})
    assert by_status(clock.today()) == {Status.WITHDRAWN: {name}}
    assert send(holder, f"/certificates/{number}/appeal", {"text": "I did not"}).status_code == 302
    appeal = db.session.scalars(select(CertificateAppeal)).one()
    path, promised = f"/certificates/appeals/{appeal.id}", appeal.answer_by
    assert promised == clock.today() + timedelta(days=30)
    rollback()
    assert send(holder, f"/certificates/{number}/appeal", {"text": "Again me"}).status_code == 422
    assert "You took the first decision" in hr.get(path).get_data(as_text=True)
    fields = {"upheld": "yes", "reason": "The report was right", "impartial": "y"}
    assert send(hr, f"{path}/answer", fields).status_code == 422
    assert send(manager, f"{path}/answer", fields).status_code == 302
    assert by_status(clock.today()) == {Status.VALID: {name}}
    page = holder.get(f"/certificates/{number}").get_data(as_text=True)
    for said in ("Restored on appeal", "Faked a report", "I did not", "The report was right"):
        assert said in page
    kinds = set(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == learner.id)))
    rollback()
    assert {"certificate.withdraw", "certificate.restore", "appeal.upheld"} <= kinds

    # Against a refusal: the application waits again, and whoever refused decides no second time.
    tier2 = f"/certificates/people/{learner.id}/tiers/{tier_id(2)}"
    assert "Apply for this tier" in holder.get(tier2).get_data(as_text=True)
    assert send(holder, f"{tier2}/apply", {}).status_code == 302
    application = db.session.scalars(select(TierApplication.id)).one()
    rollback()
    decision = f"/certificates/applications/{application}/decision"
    assert send(hr, decision, {"outcome": "refuse", "reason": "", "impartial": "y"}).status_code == 422
    assert send(hr, decision, {"outcome": "refuse", "reason": "Doubtful evidence", "impartial": "y"}).status_code == 302
    assert send(holder, f"/certificates/applications/{application}/appeal", {"text": "Look again"}).status_code == 302
    appeal_id = db.session.scalars(select(CertificateAppeal.id).order_by(CertificateAppeal.id.desc())).first()
    rollback()
    assert send(manager, f"/certificates/appeals/{appeal_id}/answer", fields).status_code == 302
    assert send(hr, decision, {"outcome": "award", "impartial": "y"}).status_code == 422
    assert send(manager, decision, {"outcome": "award", "impartial": "y"}).status_code == 302
    outcomes = list(db.session.scalars(select(ApplicationDecision.outcome).order_by(ApplicationDecision.id)))
    assert outcomes == ["refuse", "reopen", "award"]


def tier_id(level: int) -> int:
    from certificates.queries.schemes import list_tiers

    found = next(tier.id for tier in list_tiers([1]) if tier.level == level)
    rollback()
    return found


def test_a_lapsed_lower_tier_stops_the_higher_by_date(make: Factory) -> None:
    publish(tiers=tiers({}, {"when_lower_lapses": "grace", "lower_grace_days": 60}, months=24))
    learner = make.person(Role.LEARNER, product_line="home")
    lower, higher, top = (award(learner, level=level) for level in (1, 2, 3))
    numbers = [one.number for one in (lower, higher, top)]
    ends = lower.expires_on
    higher.expires_on = top.expires_on = ends + timedelta(days=400)
    db.session.commit()
    for days, expected in (
        (0, (True, True, True)),
        (1, (False, True, True)),
        (60, (False, True, True)),
        (61, (False, False, True)),
        (120, (False, False, True)),
        (121, (False, False, False)),
    ):
        day = ends + timedelta(days=days)
        relied = set(db.session.scalars(select(Certificate.number).where(stands(day))))
        assert tuple(number in relied for number in numbers) == expected, days
        held = tiers_held([learner.id], day)[learner.id]
        assert tuple(held[("field-home", level)].counts for level in (1, 2, 3)) == expected
        for one in list_held(learner.id, day):
            assert one.counts == (one.certificate.number in relied)
            assert one.certificate.number in by_status(day)[status_of(one.certificate, day)]
