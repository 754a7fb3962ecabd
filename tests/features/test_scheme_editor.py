"""A scheme is changed on the page: a draft, a group of requirements moved into place, a rule of renewal with its days, what the
tier unlocks; published with a look at whom it concerns; taken out as a file and brought back."""

from __future__ import annotations

import io
import re

import pytest
import yaml
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from certificates.drafts.models import SchemeDraft
from certificates.models import Tier
from certificates.queries.schemes import find_tier
from lms.core.access import Role
from lms.core.db import db
from tests.browsing import send
from tests.certificate_samples import award, publish, scheme_data
from tests.factories import Factory
from tests.features.kpi_card_scene import ship

HOME = "/certificates/scheme-editor"
DRAFT = f"{HOME}/field-home"
SECOND = f"{DRAFT}/tiers/2"


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\N{NO-BREAK SPACE}", " ")


class Plain(yaml.SafeDumper):
    """Writes everything out."""

    def ignore_aliases(self, data: object) -> bool:
        """No references."""
        return True


TEXTS = {
    f"{name}_{language}": "x" for name in ("title", "knowledge", "skill", "examination") for language in ("zh", "en")
}


def test_from_a_draft_to_a_version(app: Flask, make: Factory) -> None:
    ship()
    publish(tiers=[{**scheme_data()["tiers"][0], "requirements": []}, *scheme_data()["tiers"][1:]])
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    holder = make.person(Role.LEARNER, product_line="home", name_zh="王芳")
    award(holder)
    assert "Home equipment field engineer" in manager.get(HOME).get_data(as_text=True)
    assert send(manager, HOME, {"of": "field-home"}).headers["Location"] == DRAFT
    again = send(manager, HOME, {"of": "field-home"})
    assert (again.status_code, "discard it first" in again.get_data(as_text=True)) == (422, True)

    # A group of two, of which one is enough: added at the end, filled, then moved before the others.
    assert manager.get(f"{SECOND}/tier/new?kind=any").status_code == 200
    send(manager, f"{SECOND}/tier/new?kind=any", {"kind": "any"})
    assert "Add to group 3" in said(manager.get(SECOND).get_data(as_text=True))
    assert manager.get(f"{DRAFT}/publish").status_code == 302
    send(manager, f"{SECOND}/tier/new?kind=cases&group=3", {"min": "3"})
    send(manager, f"{SECOND}/tier/new?kind=kpi", {"kpi": "complex_cases", "op": ">=", "value": "50"})
    refused = send(manager, f"{SECOND}/tier/new?kind=kpi", {"kpi": "csat", "op": ">=", "value": "95 %"})
    assert refused.status_code == 422
    page = said(refused.get_data(as_text=True))
    assert "Requirement 5: enter the value as a number" in page
    assert 'value="95 %"' in refused.get_data(as_text=True)
    send(manager, f"{SECOND}/tier/4/move", {"deed": "in"})
    send(manager, f"{SECOND}/tier/3/move", {"deed": "up"})
    send(manager, f"{SECOND}/tier/2.2/move", {"deed": "up"})
    page = said(manager.get(SECOND).get_data(as_text=True))
    assert "2 Any one of these" in page
    assert "2.1 Complex cases: at least 50" in page
    assert "2.2 3 cases of yours in the case library" in page
    assert "3 12 months in the tier below" in page
    for path in (f"{SECOND}/tier/9", f"{SECOND}/cycle-1/1", f"{DRAFT}/tiers/9", f"{SECOND}/tier/new?kind=luck"):
        assert manager.get(path).status_code == 404, path

    # The rule of renewal, with its days before anything is saved; other requirements from the first renewal on.
    rule = {
        **TEXTS, "code": "tier-2", "validity_months": "36", "renewable": "y", "window_days": "90", "anchor": "expiry",
        "grace_days": "30", "lapse_days": "365", "when_lower_lapses": "nothing", "finish_on": "2026-07-30",
        "pay_step": "T2", "pay_zh": "每月加 600 元", "pay_en": "600 yuan a month more", "may_mentor": "y",
        "job_code": ["gas-boiler", ""], "job_line": ["home", ""],
    }  # fmt: skip
    for preview in (
        send(manager, f"{SECOND}/renewal-preview", rule),
        send(manager, SECOND, {**rule, "preview": "1"}),
    ):
        assert preview.status_code == 200
        page = said(preview.get_data(as_text=True))
        assert "Who finishes on 30 Jul 2026 is certified from 30 Jul 2026 to 29 Jul 2029." in page
        assert "It may be renewed from 30 Apr 2029 to 29 Jul 2029." in page
        assert "is certified from 30 Jul 2029 to 29 Jul 2032." in page
        assert "Grace until 28 Aug 2029" in page
        assert "After 29 Jul 2030 everything must be earned again." in page
    assert db.session.scalars(select(SchemeDraft)).one().data["tiers"][1].get("unlocks") is None
    db.session.rollback()
    wrong = send(manager, SECOND, {**rule, "anchor": "fixed", "fixed_day": "31-12", "job_code": ["Gas!", ""]})
    assert wrong.status_code == 422
    page = said(wrong.get_data(as_text=True))
    assert "Enter a month and a day, as 12-31." in page
    assert "gas!" in page
    assert send(manager, SECOND, rule).status_code == 302
    send(manager, f"{SECOND}/cycles", {"number": "1", "deed": "add"})
    pledge = {"zh": "我承诺如实记录。", "en": "I promise to record what is true."}
    send(manager, f"{SECOND}/cycle-1/new?kind=pledge", pledge)
    assert "from renewal 1 on" in manager.get(SECOND).get_data(as_text=True)

    # Whom it concerns, then published; the certificate under the old version stays with it.
    page = said(manager.get(f"{DRAFT}/publish").get_data(as_text=True))
    assert "Asked for from now on Any one of these Complex cases: at least 50" in page
    assert "1 person is on the way to this tier" in page
    assert "Changed: Title, Knowledge required, Skill standard, Way of examination, Renewal, What it unlocks" in page
    assert send(manager, f"{DRAFT}/publish", {}).status_code == 302
    tier = find_tier(db.session.scalars(select(Tier.scheme_id)).first() or 0, 2)
    assert tier is not None
    assert (tier.number, tier.unlocks["jobs"]) == (2, [{"code": "gas-boiler", "product_line": "home"}])
    assert tier.renewal["cycles"] == [{"from": 1, "requirements": [{"kind": "pledge", "text": pledge}]}]
    assert [one["kind"] for one in tier.requirements] == ["previous_tier", "any", "months_in_grade"]
    assert db.session.scalars(select(Tier.number).where(Tier.level == 1)).all() == [1]
    db.session.rollback()

    # Everybody reads on the ladder how long it holds and what it unlocks.
    page = said(manager.get("/certificates/schemes/field-home").get_data(as_text=True))
    assert "4 tiers. Each says what you know" in page
    assert "Renewed within the last 90 days of its validity Who renews early loses no day In grace for 30 days" in page
    assert (
        "Later than 365 days after the last day everything is earned again If the tier below lapses, this one stays"
        in page
    )
    assert (
        "Pay step T2: 600 yuan a month more May be a technical mentor Work, by its code in the dispatch system: gas-boiler"
        in page
    )

    # As a file, and back.
    text = manager.get("/certificates/schemes/field-home/file.yaml").get_data(as_text=True)
    assert yaml.safe_load(text)["schemes"][0]["tiers"][1]["unlocks"]["may_mentor"] is True
    sent = send(manager, HOME, {"file": (io.BytesIO(text.encode()), "x.yaml")}, content_type="multipart/form-data")
    assert sent.headers["Location"] == DRAFT
    page = manager.get(f"{DRAFT}/publish").get_data(as_text=True)
    assert page.count("Stays as it is.") == 4
    send(manager, f"{DRAFT}/discard", {})
    assert db.session.scalar(select(SchemeDraft.id)) is None


def test_a_new_scheme_is_built_up(make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert send(manager, HOME, {"code": "Parts!"}).status_code == 422
    assert send(manager, HOME, {"code": "parts"}).headers["Location"] == f"{HOME}/parts"
    page = said(manager.get(f"{HOME}/parts").get_data(as_text=True))
    assert "“Title” is missing in Chinese." in page
    assert "A scheme has 1 to 4 tiers." in page
    assert manager.get(f"{HOME}/parts/publish").status_code == 302
    assert send(manager, f"{HOME}/parts/publish", {}).status_code == 422
    send(manager, f"{HOME}/parts/tiers", {"deed": "add"})
    basics = {"title_zh": "备件", "title_en": "Parts", "certificate_title_zh": "证书", "certificate_title_en": "Certificate"}  # fmt: skip
    send(manager, f"{HOME}/parts", {**basics, "family": "parts", "product_line": ""})
    first = {**TEXTS, "code": "junior", "validity_months": "24", "anchor": "expiry"}
    assert "when_lower_lapses" not in manager.get(f"{HOME}/parts/tiers/1").get_data(as_text=True)
    short = {**first, "renewable": "y", "grace_days": "30", "lapse_days": "10"}
    page = said(send(manager, f"{HOME}/parts/tiers/1/renewal-preview", short).get_data(as_text=True))
    assert "cannot begin before the days of grace are over" in page
    assert send(manager, f"{HOME}/parts/tiers/1", first).status_code == 302
    send(manager, f"{HOME}/parts/tiers/1/tier/new?kind=course", {"codes": ["no-such-course"]})
    page = said(manager.get(f"{HOME}/parts").get_data(as_text=True))
    assert "Requirement 1: nothing is called “no-such-course” (Course)." in page
    send(manager, f"{HOME}/parts/tiers/1/tier/1/move", {"deed": "remove"})
    assert send(manager, f"{HOME}/parts/publish", {}).headers["Location"] == "/certificates/schemes/parts"
    taken = send(manager, HOME, {"code": "parts"})
    assert (taken.status_code, "There is a scheme “parts” already" in said(taken.get_data(as_text=True))) == (422, True)
    send(manager, HOME, {"of": "parts"})
    send(manager, f"{HOME}/parts/tiers", {"deed": "remove"})
    assert "A scheme has 1 to 4 tiers" in manager.get(f"{HOME}/parts").get_data(as_text=True)


HOSTILE = (
    (b"\xff\xfe\x00", "cannot be read as YAML"),
    (b"a: 1\nb: [1, }\n", "look at line 2"),
    (b"a: &a [x]\nb: [*a, *a]\n", "refers to itself"),
    (b"[" * 5000, "cannot be read as YAML"),
    (b"!!python/object/apply:os.system [ls]", "cannot be read as YAML"),
    (b"- 1\n- 2\n", "not a certification scheme"),
    (b"schemes: []\n", "holds no scheme"),
    (b"schemes: 3\n", "holds no scheme"),
    (b"schemes: [{code: x, tiers: [3]}]\n", "Tier 1: A tier needs a code"),
    (b"x" * 500_000, "larger than any scheme"),
    (yaml.dump({"schemes": [scheme_data(title={"zh": "a\0b", "en": "x"})]}, Dumper=Plain).encode(), "NUL"),
    (yaml.dump({"schemes": [scheme_data(), scheme_data()]}, Dumper=Plain).encode(), "holds “field-home” twice"),
)


@pytest.mark.one_database
def test_hostile_files_are_refused_in_words(make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    for content, sentence in HOSTILE:
        answer = send(manager, HOME, {"file": (io.BytesIO(content), "x.yaml")}, content_type="multipart/form-data")
        assert answer.status_code == 422, content[:40]
        assert sentence in said(answer.get_data(as_text=True)), content[:40]
    assert db.session.scalar(select(SchemeDraft.id)) is None


def test_only_who_manages_schemes_everywhere_changes_them(make: Factory) -> None:
    publish()
    for role, everywhere, seen, made in ((Role.LEARNER, True, 403, 403), (Role.HR, True, 403, 403), (Role.MANAGER, False, 200, 403), (Role.ADMIN, True, 200, 302)):  # fmt: skip
        browser = make.browser(make.person(role, everywhere=everywhere))
        assert browser.get(HOME).status_code == seen, role
        assert send(browser, HOME, {"of": "field-home"}).status_code == made, role


def test_commands(app: Flask, tmp_path, make: Factory) -> None:  # type: ignore[no-untyped-def]
    ship()
    publish()
    run = app.test_cli_runner()
    from certificates.scheme_cli import publish_schemes, show_schemes

    text = run.invoke(show_schemes, ["--yaml", "field-home"]).output
    data = yaml.safe_load(text)
    data["schemes"][0]["tiers"][1]["requirements"].append({"kind": "kpi", "kpi": "complex_cases", "value": 50})
    data["schemes"][0]["tiers"][1]["requirements"].append({"kind": "exam", "code": "not-yet"})
    file = tmp_path / "schemes.yaml"
    file.write_text(yaml.dump(data, Dumper=Plain, allow_unicode=True), encoding="utf-8")
    with force_locale("en"):
        tried = run.invoke(publish_schemes, [str(file), "--dry-run"])
    assert tried.exit_code == 0
    assert "tier 1 (Junior): stays as it is" in tried.output
    assert "tier 2 (Intermediate): version 2" in tried.output
    assert "not-yet" in tried.output
    assert db.session.scalar(select(Tier.number).where(Tier.level == 2).order_by(Tier.number.desc())) == 1
    db.session.rollback()
    assert run.invoke(publish_schemes, [str(file)]).exit_code == 0
    assert db.session.scalar(select(Tier.number).where(Tier.level == 2).order_by(Tier.number.desc())) == 2
    db.session.rollback()
    assert "intermediate" not in run.invoke(show_schemes, []).output
    assert "tier-2 v2" in run.invoke(show_schemes, []).output
    data["schemes"][0]["tiers"].pop()
    file.write_text(yaml.dump(data, Dumper=Plain, allow_unicode=True), encoding="utf-8")
    refused = run.invoke(publish_schemes, [str(file)])
    assert (refused.exit_code, "4" in refused.output) == (1, True)
    assert run.invoke(show_schemes, ["--yaml", "nothing"]).exit_code == 2
