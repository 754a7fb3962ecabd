"""A tier is retired and taken up again: what it means for holders and applicants, the ladder, the editor and the award."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from certificates.actions.award import award_tier
from certificates.applications.models import TierApplication
from certificates.drafts.actions import published_faults
from certificates.models import Certificate, Tier, TierRetirement
from certificates.queries.certificates import list_held
from certificates.queries.due import renewals_due
from certificates.queries.requirements import outlooks
from certificates.queries.schemes import find_tier
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, rollback, transaction
from lms.core.errors import RuleBroken
from lms.core.notices import Notice
from tests.browsing import send
from tests.certificate_samples import award, publish, scheme_data
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.certificate_life_scene import RENEWAL, tiers

EDITOR = "/certificates/scheme-editor"
WHY = "One tier covers both lines now"


@pytest.mark.one_database
def test_a_tier_is_retired_and_taken_up_again(make: Factory, fixed_clock: Clock) -> None:
    higher = {**RENEWAL, "when_lower_lapses": "suspends"}
    publish(tiers=tiers(RENEWAL, higher)[:2])
    holder, applicant = (make.person(Role.LEARNER, product_line="home") for _number in range(2))
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    hr = make.browser(make.person(Role.HR, everywhere=True))
    first, second = award(holder), award(holder, level=2)
    award(applicant)
    own = make.browser(applicant)
    upper = find_tier(second.tier.scheme_id, 2)
    assert upper is not None
    number, today = upper.id, clock.today()
    rollback()
    way = f"/certificates/people/{applicant.id}/tiers/{number}"
    assert send(own, f"{way}/apply", {}).status_code == 302
    waiting = db.session.scalars(select(TierApplication.id)).one()
    rollback()

    # From the top only; the page says whom it concerns.
    page = manager.get(f"{EDITOR}/field-home/levels/1/retirement").get_data(as_text=True)
    assert "The tiers above ask for this one" in page
    assert send(manager, f"{EDITOR}/field-home/levels/1/retirement", {"from_day": "2026-03-02", "reason": WHY}).status_code == 422  # fmt: skip
    path = f"{EDITOR}/field-home/levels/2/retirement"
    page = manager.get(path).get_data(as_text=True)
    assert "1 person holds a certificate of this tier" in page
    assert "1 application for it waits" in page
    assert send(manager, path, {"from_day": "2020-01-01", "reason": WHY}).status_code == 422
    assert send(manager, path, {"from_day": "", "reason": ""}).status_code == 422
    assert send(hr, path, {"from_day": today.isoformat(), "reason": WHY}).status_code == 403
    assert manager.get(f"{EDITOR}/field-home/levels/3/retirement").status_code == 404

    # From a day ahead: until then everything as before.
    ahead = today + timedelta(days=30)
    assert send(manager, path, {"from_day": ahead.isoformat(), "reason": WHY}).status_code == 302
    told = set(db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "tier.retired")))
    assert told == {holder.id, applicant.id}
    assert [tier.level for tier in db.session.scalars(select(Tier).where(Tier.retired_from == ahead))] == [2]
    lines = list(db.session.scalars(select(AuditLine.action).where(AuditLine.action.like("tier.retired"))))
    assert lines == ["tier.retired"]
    rollback()
    assert "Until then you can apply" in own.get(way).get_data(as_text=True)
    assert send(manager, f"{EDITOR}/field-home/levels/1/retirement", {"from_day": ahead.isoformat(), "reason": WHY}).status_code == 302  # fmt: skip

    # From that day on: no application, no renewal, no award, no next tier; who applied before is still decided.
    fixed_clock.forward(days=30)
    assert "Retired since" in own.get(way).get_data(as_text=True)
    assert "Apply for this tier" not in own.get(way).get_data(as_text=True)
    late = make.person(Role.LEARNER, product_line="home")
    browser = make.browser(late)
    refused = send(browser, f"/certificates/people/{late.id}/tiers/{number}/apply", {})
    assert "awarded and renewed no more since" in refused.get_data(as_text=True)
    assert "This scheme awards no tier to you at present" in browser.get("/my/certificates").get_data(as_text=True)
    assert "Retired since" in browser.get("/certificates/schemes/field-home").get_data(as_text=True)
    with pytest.raises(RuleBroken), transaction():
        award_tier(
            person=late, scheme_code="field-home", level=1, evidence=[], actor=audit.System("test"), at=clock.now()
        )
    decided = send(hr, f"/certificates/applications/{waiting}/decision", {"outcome": "award", "reason": "", "impartial": "y"})  # fmt: skip
    assert decided.status_code == 302
    assert len(db.session.scalars(select(Certificate.id).where(Certificate.tier_id == number)).all()) == 2
    rollback()

    # The editor offers and takes only what holds; the retired tier is not written anew by the way.
    send(manager, EDITOR, {"of": "field-home"})
    assert "A scheme has 1 to 4 tiers" in manager.get(f"{EDITOR}/field-home").get_data(as_text=True)
    codes = [one.code for one in published_faults(scheme_data(tiers=tiers(RENEWAL)[:2]))]
    assert codes == ["scheme_tier_retired"]
    rollback()

    # In the window no renewal; after its end the lower one is not held against the higher one.
    last = first.expires_on
    second = db.session.merge(second)
    second.expires_on, second.grace_until = last + timedelta(days=60), None
    db.session.commit()
    fixed_clock.forward(days=(last - clock.today()).days)
    page = make.browser(holder).get(f"/certificates/{first.id}/renewal").get_data(as_text=True)
    assert "The certificate holds until its last day" in page
    assert "Apply for the renewal" not in page
    refused = send(make.browser(holder), f"/certificates/{first.id}/renewal", {"note": ""})
    assert "awarded and renewed no more since" in refused.get_data(as_text=True)
    assert renewals_due(holder.id, clock.today()) == ([], False)
    fixed_clock.forward(days=40)
    assert "It is not renewed: the tier is retired" in make.browser(holder).get("/my/certificates").get_data(
        as_text=True
    )
    held = {one.certificate.tier.level: one for one in list_held(holder.id, clock.today())}
    assert (held[1].status, held[2].counts, held[2].effects) == ("expired", True, ())
    rollback()

    # Taken up from below; nothing of the history is lost.
    assert send(manager, path, {"reason": WHY}).status_code == 422
    assert send(manager, f"{EDITOR}/field-home/levels/1/retirement", {"reason": WHY}).status_code == 302
    assert send(manager, path, {"reason": WHY}).status_code == 302
    assert WHY in manager.get(path).get_data(as_text=True)
    facts = [
        (one.level, one.from_day) for one in db.session.scalars(select(TierRetirement).order_by(TierRetirement.id))
    ]
    assert facts == [(2, ahead), (1, ahead), (1, None), (2, None)]
    (outlook,) = outlooks(late.id, clock.today(), [])
    assert outlook.next_tier is not None
    assert (outlook.next_tier.level, outlook.next_tier.retired_from) == (1, None)
    held = {one.certificate.tier.level: one for one in list_held(holder.id, clock.today())}
    assert held[2].counts is False
    assert held[2].certificate.expires_on > date(2026, 1, 1)
    rollback()
