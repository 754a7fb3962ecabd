"""Designs of papers: begun, worded, illustrated, looked at, published; certificates keep the version they were issued in."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from certificates.actions.papers import Wish, paper_of, sheets_of
from certificates.designs.design import Languages, Layout
from certificates.designs.models import PaperDesign
from certificates.designs.pictures import as_picture
from certificates.models import Certificate
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, rollback, transaction
from lms.core.files import store
from lms.demo.emblems import draw_logo, draw_seal, draw_signature
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.factories import Factory

pytestmark = pytest.mark.one_database


def handed(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "picture.png"


def texts_in(page: str) -> str:
    return " ".join(page.split())


def begin(browser: Any, code: str = "house", layout: str = "page") -> str:
    data = {"code": code, "layout": layout, "name_zh": "新版证书", "name_en": "New certificate"}
    answer = send(browser, "/certificates/designs", data)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


WORDS = {
    "name_zh": "新版证书", "name_en": "New certificate", "languages": "both", "title_zh": "{title}", "title_en": "{title}",
    "opening_zh": "兹证明", "opening_en": "We certify that", "statement_zh": "已达到{tier}要求",
    "statement_en": "has reached the {tier} tier", "sign0_name_zh": "周敏", "sign0_name_en": "Zhou Min",
}  # fmt: skip


def test_a_character_that_no_font_shows_is_told_beside_its_own_text(make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    answer = send(manager, begin(manager), {**WORDS, "sign0_name_zh": "周\U0003fffd"})
    said = texts_in(answer.get_data(as_text=True))
    assert answer.status_code == 422
    summary = said.index("No font can show U+3FFFD")
    beside = said.index("No font can show U+3FFFD", summary + 1)
    assert said.index('name="sign0_name_zh"') < beside < said.index('name="sign0_name_en"')
    assert said.count("No font can show") == 2, "above and beside the text, nowhere else"


def test_a_signatory_without_a_name_is_told_at_the_name(make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    asked = {**WORDS, "sign1_post_zh": "培训经理"}
    said = send(manager, begin(manager), asked).get_data(as_text=True)
    assert 'id="sign1_name_zh-error"' in said
    assert 'id="name_zh-error"' not in said, "the title of the design has nothing to do with it"


def test_a_design_from_draft_to_paper(make: Factory) -> None:
    publish()
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert "No design of your own yet" in manager.get("/certificates/designs").get_data(as_text=True)
    path = begin(manager)
    wrong = {**WORDS, "statement_zh": "{salary}", "title_en": "{"}
    answer = send(manager, path, wrong)
    said = texts_in(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "there is no placeholder {salary}" in said
    assert "mention {tier}" in said
    assert "a brace stands alone" in said
    assert "{salary}</textarea>" in said  # what was typed is kept
    answer = send(manager, path, {**WORDS, "seal": handed(b"not a picture")})
    assert answer.status_code == 422
    assert "This is not a picture" in answer.get_data(as_text=True)
    pictures = {"logo": draw_logo(), "seal": draw_seal("恒拓设备", "证书专用章"), "sign0_picture": draw_signature("x")}
    answer = send(manager, path, {**WORDS, **{name: handed(content) for name, content in pictures.items()}})
    assert answer.status_code == 302
    row = db.session.scalars(select(PaperDesign)).one()
    content = row.content
    seal = as_picture(store().get(content["seal"]), "seal")
    assert seal.is_stencil
    assert seal.ink[0] > 150 > seal.ink[1]
    assert not as_picture(store().get(content["logo"]), "logo").is_stencil
    assert content["signatories"][0]["picture"]
    rollback()
    preview = manager.get(f"{path}/preview.pdf")
    assert preview.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(preview.data)) as pdf:
        assert "䶮𬭎㛃𠮷" in str(pdf.docinfo["/Title"])
    before = award(make.person(Role.LEARNER, product_line="home"))
    number = before.id
    assert send(manager, f"{path}/publish", {"use": "1"}).status_code == 302
    assert "In use" in manager.get("/certificates/designs").get_data(as_text=True)
    after = award(make.person(Role.LEARNER, product_line="home"))
    old, new = (sheets_of([c])[c.id] for c in (db.session.get_one(Certificate, number), after))
    assert old.design.seal is None
    assert new.design.seal is not None
    assert "We certify that" in new.text
    assert "We certify that" not in old.text
    assert send(manager, path, WORDS).status_code == 422  # published
    answer = send(manager, f"{path}/next", {})
    draft = str(answer.headers["Location"])
    assert draft != path
    assert send(manager, draft, {**WORDS, "opening_en": "Third wording"}).status_code == 302
    assert send(manager, f"{draft}/publish", {}).status_code == 302  # not taken into use
    assert "Third wording" not in sheets_of([award(make.person(Role.LEARNER, product_line="home"))]).popitem()[1].text
    assert send(manager, f"{draft}/use", {}).status_code == 302
    assert "Third wording" in sheets_of([award(make.person(Role.LEARNER, product_line="home"))]).popitem()[1].text
    with pytest.raises(IntegrityError), transaction() as session:
        session.get_one(PaperDesign, row.id).name = Bilingual("x", "x")


def test_card_and_languages_of_one_certificate(make: Factory) -> None:
    publish()
    certificate = award(make.person(Role.LEARNER, product_line="home", name_zh="王芳", name_latin="Wang Fang"))
    wishes = [Wish(), Wish(Layout.CARD), Wish(languages=Languages.EN), Wish(languages=Languages.ZH)]
    papers = [paper_of(certificate, at=clock.now(), wish=wish) for wish in wishes]
    assert len(set(papers)) == len(papers)
    assert [paper_of(certificate, at=clock.now(), wish=wish) for wish in wishes] == papers
    for content, pages in zip(papers, (1, 2, 1, 1), strict=True):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert len(pdf.pages) == pages
            assert "credential.json" in pdf.attachments


def test_whose_designs_they_are(make: Factory) -> None:
    unit = make.unit()
    browser = make.browser(make.person(Role.HR, everywhere=True))
    path = begin(browser, layout="training")
    assert begin(browser, code="other", layout="card") != path
    taken = {"code": "house", "layout": "page", "name_zh": "x", "name_en": "x"}
    assert "There is a design “house” already" in send(browser, "/certificates/designs", taken).get_data(as_text=True)
    for person in (make.person(Role.HR, unit=unit), make.person(Role.SUPERVISOR, everywhere=True)):
        other = make.browser(person)
        assert other.get("/certificates/designs").status_code == 403
        assert other.get(path).status_code == 403
        assert send(other, f"{path}/publish", {}).status_code == 403
    assert browser.get("/certificates/designs/999").status_code == 404
    assert browser.get(f"{path}/preview.gif").status_code == 404
    assert send(browser, f"{path}/drop", {}).status_code == 302
    assert browser.get(path).status_code == 404
