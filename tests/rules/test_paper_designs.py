"""Designs of papers: what their texts may say, and that cards and training certificates are files of the same kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw

from certificates.designs.design import (
    STANDARD_TEXTS,
    Design,
    Languages,
    Layout,
    Signatory,
    fill,
    text_faults,
)
from certificates.pdf.design import Sheet, fonts_for, render
from certificates.pdf.faces import TrainingFace, hours_in, period_in
from lms.core.bilingual import Bilingual
from lms.core.pdf import fonts
from lms.core.pdf.colours import srgb_profile
from lms.core.pdf.pictures import Picture, in_colours, stencil
from tests.rules.test_certificate_pdf import FACE, RARE, run, text

pytestmark = pytest.mark.skipif(
    not any("NotoSansCJK" in name for name in fonts._font_files("")), reason="fonts-noto-cjk is not installed"
)

COURSE = TrainingFace(
    name_zh="䶮𬭎㛃𠮷", name_latin="Gong Hong", course=Bilingual("高压配电柜安全操作", "HV switchgear safety"), hours=12,
    first_day=date(2026, 3, 2), last_day=date(2026, 3, 5), number="PX-2026-000001", issued_on=date(2026, 3, 6),
    organisation=FACE.organisation, signatory_name=FACE.signatory_name, signatory_title=FACE.signatory_title,
    verify_url="https://certs.example.org/v/7K3M-Q9XT-1111-2222",
)  # fmt: skip


def drawn(ink: tuple[int, int, int] = (200, 30, 30)) -> Picture:
    points = Image.new("1", (400, 400), 1)
    ImageDraw.Draw(points).ellipse((10, 10, 390, 390), outline=0, width=14)
    return stencil(points, ink)


def logo() -> Picture:
    return in_colours(Image.effect_noise((60, 20), 80).convert("RGB").quantize(8))


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("达到{tier}标准", set()),
        ("达到{tier}标准[（{number}）]", set()),
        ("达到标准", {"placeholder_needed"}),
        ("{tier}{salary}", {"placeholder_unknown"}),
        ("{tier} {", {"brace_alone"}),
        ("{tier} {Name}", {"brace_alone"}),
        ("{tier} ]", {"bracket_alone"}),
        ("{tier}" + "长" * 300, {"text_too_long"}),
        ("  ", {"placeholder_needed", "text_missing"}),
    ],
)
def test_what_a_statement_may_say(said: str, codes: set[str]) -> None:
    texts = {"statement": Bilingual(said, said)}
    for languages, times in ((Languages.BOTH, 2), (Languages.ZH, 1), (Languages.EN, 1)):
        faults = text_faults(Layout.PAGE, languages, texts)
        assert {fault.code for fault in faults} == codes
        assert len(faults) == times * len(codes)


@pytest.mark.parametrize("layout", Layout)
def test_the_standard_texts_are_right(layout: Layout) -> None:
    assert text_faults(layout, Languages.BOTH, {}) == ()
    assert text_faults(layout, Languages.BOTH, STANDARD_TEXTS[layout]) == ()


@pytest.mark.parametrize(
    ("said", "values", "filled"),
    [
        ("a {tier} b", {"tier": "T"}, [("a ", False), ("T", True), (" b", False)]),
        ("{number}[, {hours}]", {"number": "1", "hours": ""}, [("1", False)]),
        ("{number}[, {hours}]", {"number": "1", "hours": "2"}, [("1", False), (", ", False), ("2", False)]),
        ("[always]", {}, [("always", False)]),
    ],
)
def test_placeholders_are_filled(said: str, values: Mapping[str, str], filled: list[tuple[str, bool]]) -> None:
    assert fill(said, values) == filled


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        ((2026, 3, 2), (2026, 3, 2), "2026年3月2日", "2 March 2026"),
        ((2026, 3, 2), (2026, 3, 5), "2026年3月2日至5日", "2–5 March 2026"),
        ((2026, 3, 30), (2026, 4, 1), "2026年3月30日至4月1日", "30 March to 1 April 2026"),
        ((2026, 12, 31), (2027, 1, 1), "2026年12月31日至2027年1月1日", "31 December 2026 to 1 January 2027"),
    ],
)
def test_periods(first: tuple[int, int, int], last: tuple[int, int, int], zh: str, en: str) -> None:
    assert (period_in(date(*first), date(*last), "zh"), period_in(date(*first), date(*last), "en")) == (zh, en)


def test_hours() -> None:
    assert [hours_in(n, "en") for n in (1, 1.5, 12)] == ["1 hour", "1.5 hours", "12 hours"]
    assert hours_in(7.5, "zh") == "7.5学时"


WHOLE = {
    "signatories": (Signatory(Bilingual("李建国", "Li Jianguo"), Bilingual("总监", "Director"), drawn((20, 30, 60))),) * 2,
    "seal": drawn(), "logo": logo(),
}  # fmt: skip
SHEETS = {
    "page": Sheet(RARE, Design(Layout.PAGE, **WHOLE)),
    "page zh": Sheet(RARE, Design(Layout.PAGE, Languages.ZH, **WHOLE)),
    "page en": Sheet(FACE, Design(Layout.PAGE, Languages.EN, **WHOLE)),
    "card": Sheet(RARE, Design(Layout.CARD, **WHOLE)),
    "card en": Sheet(FACE, Design(Layout.CARD, Languages.EN)),
    "training": Sheet(COURSE, Design(Layout.TRAINING, **WHOLE)),
    "attended": Sheet(replace(COURSE, attended=True, hours=None), Design(Layout.TRAINING)),
}
SIZES = {Layout.PAGE: [(842, 595)], Layout.CARD: [(243, 153)] * 2, Layout.TRAINING: [(595, 842)]}


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    with fonts_for(SHEETS.values()) as batch:
        return {name: render(sheet, batch) for name, sheet in SHEETS.items()}


@pytest.mark.parametrize("name", SHEETS)
def test_every_layout_is_archivable_and_accessible(name: str, papers: dict[str, bytes], tmp_path: Path) -> None:
    sheet, content = SHEETS[name], papers[name]
    assert len(content) < 40_000
    assert "No syntax or stream encoding errors" in run("qpdf", content, tmp_path, "--check")
    with pikepdf.open(BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert str(pdf.Root.Lang) == ("en" if sheet.design.languages is Languages.EN else "zh-CN")
        boxes = [tuple(round(float(edge)) for edge in page.mediabox[2:]) for page in pdf.pages]
        assert boxes == SIZES[sheet.design.layout]
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and str(o.get("/S", "")) == "/Figure"]
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        pictures = 1 + bool(sheet.design.logo) + bool(sheet.design.seal)
        signed = len(sheet.design.signatories) if sheet.design.layout is not Layout.CARD else 0
        assert len(figures) == pictures + signed
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        assert not any("/SMask" in image or image.Interpolate for image in images)
        intent = pdf.Root.OutputIntents[0].DestOutputProfile
        assert intent.read_bytes() == srgb_profile()
    for row in run("pdffonts", content, tmp_path).splitlines()[2:]:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", row)


def test_what_they_say(papers: dict[str, bytes], tmp_path: Path) -> None:
    said = {name: text(content, tmp_path) for name, content in papers.items()}
    assert all("䶮𬭎㛃𠮷" in said[name] for name in ("page", "page zh", "card", "training", "attended"))
    assert "22 November" not in said["page zh"]
    assert not re.search(r"[\u4e00-\u9fff]", said["page en"].replace("师傅", "").replace("李建国", ""))
    assert "共12学时" in said["training"].replace(" ", "")
    assert "学时" not in said["attended"]
    assert "培训证明" in said["attended"]
    assert "hours" not in said["attended"]


def test_the_seal_is_red_and_lets_the_date_through(papers: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "page"
    run("pdftoppm", papers["page"], tmp_path, "-r", "60", "-png", "-singlefile", output=str(out))
    with Image.open(out.with_suffix(".png")) as picture:
        seal = picture.convert("RGB").crop((500, 350, 600, 455))
    counted = seal.getcolors(1_000_000) or []
    red = sum(n for n, (r, g, b) in counted if r > 150 and g < 110 and b < 110)
    white = sum(n for n, (r, g, b) in counted if min(r, g, b) > 230)
    dark = sum(n for n, (r, g, b) in counted if max(r, g, b) < 110)
    assert red > 100
    assert white > red
    assert dark > 20


def test_a_tier_needs_a_tier_and_a_course_none() -> None:
    for face, layout in ((FACE, Layout.TRAINING), (COURSE, Layout.PAGE)):
        with pytest.raises(ValueError, match="cannot show"):
            Sheet(face, Design(layout))
    with pytest.raises(ValueError, match="ends"):
        replace(COURSE, last_day=date(2026, 3, 1))
