"""A certificate's life through the pages: awarded, printed, checked, decided about; and who sees what."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certificates.actions.award import award_tier
from certificates.models import CertificatePaper, NumberSeries
from certificates.rules.numbers import read_code
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken, describe
from lms.core.notices import Notice
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.certificate_samples import award, issued, publish


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
    assert "HT-2026-000001" in page and f"/certificates/{certificate_id}/pdf" in page
    assert "12 months in the tier below" in page
    page = browser.get(f"/certificates/{certificate_id}").get_data(as_text=True)
    assert "Theory" in page and "86" in page and "Decide about it" not in page
    paper = browser.get(f"/certificates/{certificate_id}/pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    assert browser.get(f"/certificates/{certificate_id}/pdf").data == paper.data
    assert len(db.session.scalars(select(CertificatePaper)).all()) == 1
