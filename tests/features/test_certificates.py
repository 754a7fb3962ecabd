"""A certificate's life through the pages: awarded, printed, decided about; and who sees what."""

from __future__ import annotations

import io
import json
from datetime import date

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from certificates.actions.award import award_tier
from certificates.faces import face_of
from certificates.models import Certificate, CertificatePaper, NumberSeries, Tier
from certificates.pdf.design import plain_sheet
from certificates.rules.numbers import read_code
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, rollback, start_writing, transaction
from lms.core.errors import RuleBroken, describe
from lms.core.files import store
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import award, issued, publish, scheme_data
from tests.conftest import Clock
from tests.factories import Factory


def test_an_award_is_on_the_holders_page_with_its_paper(app: Flask, make: Factory) -> None:
    publish()
    learner = make.person(Role.LEARNER, name_zh="王芳", name_latin="Wang Fang", product_line="home")
    certificate = award(learner, evidence=[{"kind": "exam", "title": {"zh": "理论", "en": "Theory"}, "mark": "86"}])
    assert certificate.number == "HT-2026-000001"
    assert issued(certificate) == (date(2026, 3, 2), date(2028, 3, 1))
    assert read_code(certificate.code) == certificate.code
    certificate_id = certificate.id
    browser = make.browser(learner)
    page = browser.get("/my/certificates").get_data(as_text=True)
    assert "HT-2026-000001" in page
    assert f"/certificates/{certificate_id}/pdf" in page
    assert "12 months in the tier below" in page
    page = browser.get(f"/certificates/{certificate_id}").get_data(as_text=True)
    assert "Theory" in page
    assert "86" in page
    assert "Decide about it" not in page
    assert [notice.kind for notice in db.session.scalars(select(Notice))] == ["certificate.awarded"]
    assert "certificate.awarded" in db.session.scalars(select(AuditLine.action)).all()


@pytest.mark.one_database
def test_the_same_certificate_is_the_same_file(app: Flask, make: Factory) -> None:
    publish()
    learner = make.person(Role.LEARNER, name_zh="王芳", product_line="home")
    certificate = award(learner)
    path, code = f"/certificates/{certificate.id}/pdf", certificate.code
    browser = make.browser(learner)
    paper = browser.get(path)
    assert paper.mimetype == "application/pdf"
    assert "HT-2026-000001_" in paper.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(paper.data)) as pdf:
        said = json.loads(pdf.attachments["credential.json"].get_file().read_bytes())
    assert said["id"].endswith(code)
    assert said["proof"]
    assert browser.get(path).data == paper.data
    kept = db.session.scalars(select(CertificatePaper)).one()
    store().filesystem.rm(store().path(kept.sha256))
    assert browser.get(path).data.startswith(b"%PDF")
    page = browser.get(path.removesuffix("/pdf")).get_data(as_text=True)
    assert f'method="get" action="{path}"' in page
    assert 'value="card"' in page
    card = browser.get(f"{path}?paper=card&spoken=zh")
    with pikepdf.open(io.BytesIO(card.data)) as pdf:
        assert (float(pdf.pages[0].mediabox[2]), pdf.Root.Lang) == (pytest.approx(242.65, abs=0.1), "zh-CN")


def test_whoever_holds_the_tier_gets_no_second_one(make: Factory, fixed_clock: Clock) -> None:
    publish()
    learner = make.person(Role.LEARNER, product_line="home")
    first = award(learner).id
    assert award(learner).id == first
    fixed_clock.forward(days=731)
    assert award(learner).number == "HT-2028-000001"
    assert award(learner, level=2).tier.level == 2
    rows = db.session.execute(select(NumberSeries.series, NumberSeries.last))
    assert {row.series: row.last for row in rows} == {
        "HT-2026": 1,
        "HT-2028": 2,
    }


def test_numbers_have_no_gap_where_an_award_is_undone(make: Factory) -> None:
    publish()
    first, second = (make.person(Role.LEARNER, product_line="home") for _ in range(2))
    start_writing()
    award_tier(person=first, scheme_code="field-home", level=1, evidence=[], actor=audit.System(), at=clock.now())
    rollback()
    assert award(second).number == "HT-2026-000001"


def test_a_group_of_schemes_is_resolved_by_the_product_line(make: Factory) -> None:
    publish()
    publish(code="field-commercial", product_line="commercial")
    home, commercial, neither = (
        make.person(Role.LEARNER, product_line=line) for line in ("home", "commercial", None)
    )  # fmt: skip
    assert award(home, code="field").tier.scheme.code == "field-home"
    assert award(commercial, code="field").tier.scheme.code == "field-commercial"
    for code, level, said in (("field", 1, "no product line"), ("garden", 1, "no certification scheme"), ("field-home", 5, "no tier 5")):  # fmt: skip
        with pytest.raises(RuleBroken) as refused:
            award(neither, code=code, level=level)
        assert said in english(refused.value)


def english(broken: RuleBroken) -> str:
    from flask_babel import force_locale

    with force_locale("en"):
        return " ".join(describe(broken.refusals))


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["䶮", "王𬭎", "㛃𠮷"])
def test_rare_characters_are_printed(make: Factory, name: str) -> None:
    publish()
    learner = make.person(Role.LEARNER, name_zh=name, name_latin="", product_line="home")
    certificate = award(learner)
    paper = make.browser(learner).get(f"/certificates/{certificate.id}/pdf").data
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert name in str(pdf.docinfo["/Title"])


def test_a_character_without_a_glyph_is_refused_by_name(make: Factory) -> None:
    publish()
    learner = make.person(Role.LEARNER, name_zh="林\ue000喆", product_line="home")
    with pytest.raises(RuleBroken) as refused:
        award(learner)
    assert "U+E000" in english(refused.value)
    assert db.session.scalar(select(Certificate)) is None
    assert db.session.scalar(select(NumberSeries)) is None


def test_the_paper_keeps_the_names_of_the_day_of_issue(make: Factory) -> None:
    publish()
    learner = make.person(Role.LEARNER, name_zh="王芳", product_line="home")
    certificate_id = award(learner).id
    with transaction() as session:
        session.get_one(Person, learner.id).name_zh = "王方"
    page = make.browser(learner).get(f"/certificates/{certificate_id}").get_data(as_text=True)
    assert "王芳" in page


@pytest.mark.one_database
def test_the_paper_says_the_field_of_work_of_its_scheme(make: Factory) -> None:
    publish()
    publish(
        code="agent", product_line=None, family="agent",
        field_of_work={"zh": "客户服务", "en": "customer service"},
    )  # fmt: skip
    field, agent = (make.person(Role.LEARNER, product_line="home") for _ in range(2))
    engineer, speaker = award(field), award(agent, code="agent")
    assert "达到家用设备售后技术服务初级标准" in "".join(plain_sheet(face_of(engineer)).text.split())
    assert "达到全部产品线客户服务初级标准" in "".join(plain_sheet(face_of(speaker)).text.split())
    assert "tierincustomerservicefor" in "".join(plain_sheet(face_of(speaker)).text.split())
    public = make.browser(agent).get(f"/v/{speaker.code}").get_data(as_text=True)
    assert "customer service" in public
    assert "客户服务" in public
    publish(code="agent", product_line=None, family="agent", field_of_work={"zh": "热线服务", "en": "hotline work"})
    with transaction() as session:
        old = session.get_one(Certificate, engineer.id)
        old.face = {name: value for name, value in old.face.items() if name != "field_of_work"}  # issued long ago
    assert face_of(db.session.get_one(Certificate, speaker.id)).field_of_work.en == "customer service"
    assert "售后技术服务" in plain_sheet(face_of(db.session.get_one(Certificate, engineer.id))).text


def test_a_changed_tier_is_a_new_version_and_old_certificates_keep_theirs(make: Factory) -> None:
    publish()
    learner = make.person(Role.LEARNER, product_line="home")
    certificate_id = award(learner).id
    publish()
    assert len(db.session.scalars(select(Tier)).all()) == 4
    tiers = scheme_data()["tiers"]
    tiers[0]["validity_months"] = 12
    publish(tiers=tiers)
    assert len(db.session.scalars(select(Tier)).all()) == 5
    assert db.session.get_one(Certificate, certificate_id).tier.number == 1
    other = award(make.person(Role.LEARNER, product_line="home"))
    assert (other.tier.number, other.expires_on) == (2, date(2027, 3, 1))


def test_the_ladder_is_for_everybody_and_says_what_is_missing(make: Factory) -> None:
    publish()
    learner = make.browser(make.person(Role.LEARNER, product_line="home"))
    page = learner.get("/certificates/schemes", follow_redirects=True).get_data(as_text=True)
    for words in ("Junior", "Expert", "Knows", "Certificate valid for 24 months", "Not passed yet"):
        assert words in page
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    page = auditor.get("/certificates/schemes/field-home").get_data(as_text=True)
    assert "Training programme" in page
    assert "Not passed yet" not in page
    assert learner.get("/certificates/schemes/none").status_code == 404


def decision(make: Factory, certificate_id: int, actor: Person, kind: str, reason: str = "Found out later") -> int:
    browser = make.browser(actor)
    path = f"/certificates/{certificate_id}/decisions"
    return send(browser, path, {"kind": kind, "impartial": "y", "reason": reason}).status_code


def test_hr_suspends_reinstates_and_withdraws(make: Factory, fixed_clock: Clock) -> None:
    publish()
    unit = make.unit()
    learner, hr = make.person(Role.LEARNER, unit=unit, product_line="home"), make.person(Role.HR, unit=unit)
    certificate = award(learner)
    certificate_id = certificate.id
    for kind, words in (("suspend", "Suspended"), ("reinstate", "Valid"), ("withdraw", "Withdrawn")):
        fixed_clock.forward(days=1)
        assert decision(make, certificate_id, hr, kind) == 302
        page = make.browser(learner).get(f"/certificates/{certificate_id}").get_data(as_text=True)
        assert words in page
        assert "Found out later" in page
    assert decision(make, certificate_id, hr, "reinstate") == 422
    kinds = db.session.scalars(select(Notice.kind).where(Notice.recipient_id == learner.id).order_by(Notice.id)).all()
    assert kinds == ["certificate.awarded", "certificate.suspend", "certificate.reinstate", "certificate.withdraw"]
    assert audit.verify()[1] == []
    assert award(learner).id != certificate_id


def test_a_decision_needs_a_reason_and_another_person(make: Factory) -> None:
    publish()
    unit = make.unit()
    learner = make.person(Role.LEARNER, unit=unit, product_line="home")
    hr = make.person(Role.HR, unit=unit, product_line="home")
    supervisor = make.person(Role.SUPERVISOR, unit=unit)
    others, own = award(learner).id, award(hr).id
    assert decision(make, others, hr, "withdraw", reason="") == 422
    assert decision(make, others, hr, "withdraw", reason="no") == 422
    assert decision(make, own, hr, "suspend") == 422
    assert decision(make, others, supervisor, "withdraw") == 403
    assert decision(make, others, learner, "withdraw") == 403
    assert db.session.get_one(Certificate, others).decisions == []


@pytest.mark.parametrize(
    ("role", "same_unit", "status"),
    [
        (Role.LEARNER, True, 404),
        (Role.MENTOR, True, 404),
        (Role.ASSESSOR, True, 404),
        (Role.ADMIN, True, 404),
        (Role.SUPERVISOR, True, 200),
        (Role.SUPERVISOR, False, 404),
        (Role.HR, True, 200),
        (Role.HR, False, 404),
    ],
)
def test_whose_certificates_are_seen(make: Factory, role: Role, same_unit: bool, status: int) -> None:
    publish()
    unit = make.unit()
    certificate = award(make.person(Role.LEARNER, unit=unit, product_line="home"))
    certificate_id, number = certificate.id, certificate.number
    browser = make.browser(make.person(role, unit=unit if same_unit else None))
    assert browser.get(f"/certificates/{certificate_id}").status_code == status
    assert browser.get(f"/certificates/{certificate_id}/pdf").status_code == status
    listed = browser.get("/certificates")
    assert listed.status_code == (200 if role in (Role.SUPERVISOR, Role.HR) else 403)
    assert (number in listed.get_data(as_text=True)) is (status == 200)
