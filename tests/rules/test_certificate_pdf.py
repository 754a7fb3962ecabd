"""The certificate on paper: what it says, what kind of file it is, what it refuses."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import segno
from PIL import Image

from certificates.pdf.artwork import artwork
from certificates.pdf.design import (
    certificate_batch,
    name_size,
    render_certificate,
    short_address,
    unprintable_characters,
)
from certificates.pdf.faces import CertificateFace, date_en, date_zh
from lms.core.bilingual import Bilingual
from lms.core.pdf import fonts
from lms.core.pdf.batch import FontBatch
from lms.core.pdf.document import AttachedFile, ForbiddenAddress, render_pdf
from lms.core.pdf.fonts import MissingGlyph
from lms.core.pdf.report import render_report

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not any("NotoSansCJK" in name for name in fonts._font_files("")), reason="fonts-noto-cjk is not installed"
    ),
]

FACE = CertificateFace(
    name_zh="王芳",
    name_latin="Wang Fang",
    title=Bilingual(zh="售后技术等级证书", en="After-sales Technician Certificate"),
    tier=Bilingual(zh="中级技师", en="Intermediate"),
    tier_level=2,
    product_line=Bilingual(zh="商用空调", en="Commercial Air Conditioning"),
    number="SF-2026-000123",
    issued_on=date(2026, 11, 22),
    expires_on=date(2028, 11, 21),
    organisation=Bilingual(zh="恒川设备售后服务中心", en="Hengchuan Equipment Service"),
    signatory_name=Bilingual(zh="李建国", en="Li Jianguo"),
    signatory_title=Bilingual(zh="培训与认证经理", en="Training and Certification Manager"),
    verify_url="https://certs.example.org/v/7K3M-Q9XT",
)
RARE = replace(
    FACE, name_zh="䶮𬭎㛃𠮷", name_latin="Łukasz Żółkiewski-O’Brien", tier_level=4, expires_on=None, demo=True
)
LONG = replace(FACE, name_zh="欧阳娜娜·阿卜杜拉", name_latin="Maximiliana Konstantinopolska-Müller", tier_level=3)
CHINESE_ONLY = replace(FACE, name_latin="", tier_level=1)
LATIN_ONLY = replace(FACE, name_zh="")
FACES = {"usual": FACE, "rare": RARE, "long": LONG, "chinese only": CHINESE_ONLY, "latin only": LATIN_ONLY}
CREATED = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def batch() -> Iterator[FontBatch]:
    with certificate_batch(FACES.values()) as shared:
        yield shared


@pytest.fixture(scope="module")
def papers(batch: FontBatch) -> dict[str, bytes]:
    return {name: render_certificate(face, batch) for name, face in FACES.items()}


def run(tool: str, pdf: bytes, tmp_path: Path, *arguments: str, output: str | None = None) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    command = [tool, *arguments, str(path), *([output] if output else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def text(pdf: bytes, tmp_path: Path) -> str:
    return " ".join(run("pdftotext", pdf, tmp_path, "-raw", output="-").split())


@pytest.mark.parametrize("name", FACES)
def test_the_paper_says_what_it_certifies(name: str, papers: dict[str, bytes], tmp_path: Path) -> None:
    face, said = FACES[name], text(papers[name], tmp_path)
    wanted = [face.name_zh, face.name_latin, face.tier.zh, face.tier.en, face.product_line.zh, face.product_line.en]
    wanted += [face.number, "2026年11月22日", "22 November 2026", "certs.example.org/v/7K3M-Q9XT", face.title.zh]
    wanted += ["2028年11月21日", "21 November 2028"] if face.expires_on else ["长期有效", "No expiry"]
    wanted += [face.title.en.upper(), face.organisation.en, face.signatory_name.zh, face.signatory_title.en]
    assert [part for part in wanted if part not in said] == []
    assert ("DEMO" in said and "示例" in said) is face.demo


@pytest.mark.parametrize("name", FACES)
def test_every_paper_is_one_landscape_page(name: str, papers: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(papers[name])) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(edge)) for edge in pdf.pages[0].mediabox] == [0, 0, 842, 595]


@pytest.mark.parametrize("name", FACES)
def test_fonts_are_embedded_true_type(name: str, papers: dict[str, bytes], tmp_path: Path) -> None:
    rows = run("pdffonts", papers[name], tmp_path).splitlines()[2:]
    assert rows
    for row in rows:
        assert "Shifu" in row
        assert "CID TrueType" in row
        assert re.search(r"Identity-H\s+yes yes yes", row)


def test_the_file_claims_archiving_and_accessibility_and_is_tagged(papers: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(papers["rare"])) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "zh-CN"
        assert "䶮𬭎㛃𠮷" in str(pdf.docinfo["/Title"])
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122000000+08")
        figures = [found for found in pdf.objects if _structure(found) == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [
            "核验二维码 Verification QR code: https://certs.example.org/v/7K3M-Q9XT"
        ]


def _structure(found: pikepdf.Object) -> str:
    return str(found.get("/S", "")) if isinstance(found, pikepdf.Dictionary) else ""


def test_ornament_is_marked_so_that_a_screen_reader_passes_over_it(papers: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(papers["usual"])) as pdf:
        beneath, page = pdf.pages[0].Contents
        assert beneath.read_bytes().startswith(b"/Artifact BMC")
        assert beneath.read_bytes().endswith(b"EMC")
        assert b"BDC" in page.read_bytes()


@pytest.mark.parametrize("name", FACES)
def test_the_file_is_sound(name: str, papers: dict[str, bytes], tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", papers[name], tmp_path, "--check")


def test_the_code_holds_the_address_and_is_large_enough(papers: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "page"
    region = [f"-{side}{round(mm / 25.4 * 300)}" for side, mm in (("x", 28), ("y", 148), ("W", 32), ("H", 30))]
    options = ["-r", "300", "-png", "-gray", "-singlefile", *(word for r in region for word in (r[:2], r[2:]))]
    run("pdftoppm", papers["usual"], tmp_path, *options, output=str(out))
    matrix = [
        [bool(module) for module in row] for row in segno.make(FACE.verify_url, error="m", micro=False, mask=2).matrix
    ]
    with Image.open(out.with_suffix(".png")) as picture:
        ink = picture.point(lambda level: 255 if level < 60 else 0).convert("1")
        left, top, right, _ = _first_block(ink)
        assert (right - left) / 300 * 25.4 >= 24
        step = (right - left) / len(matrix)
        seen = [
            [
                bool(ink.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))))
                for x in range(len(matrix))
            ]
            for y in range(len(matrix))
        ]
    assert seen == matrix


def _first_block(ink: Image.Image) -> tuple[int, int, int, int]:
    """Where the code stands: from its first black row down to the white gap above the words."""
    rows = [ink.crop((0, y, ink.width, y + 1)).getbbox() is not None for y in range(ink.height)]
    top = rows.index(True)
    bottom = top + rows[top:].index(False)
    box = ink.crop((0, top, ink.width, bottom)).getbbox()
    assert box is not None
    return box[0], top, box[2], bottom


def test_a_paper_from_a_batch_reads_as_one_made_alone(papers: dict[str, bytes], tmp_path: Path) -> None:
    assert text(papers["long"], tmp_path) == text(render_certificate(LONG), tmp_path)


@pytest.mark.parametrize("character", ["\ue123", "\U0010fffd"])
def test_a_name_that_would_show_a_box_is_refused_by_its_character(character: str) -> None:
    face = replace(FACE, name_zh=f"林{character}喆")
    assert unprintable_characters(face) == (character,)
    with pytest.raises(MissingGlyph) as refused:
        render_certificate(face)
    assert refused.value.characters == (character,)


def test_a_batch_made_without_a_face_refuses_it(batch: FontBatch) -> None:
    with pytest.raises(ValueError, match="without some"):
        render_certificate(replace(FACE, name_zh="龘靐"), batch)


@pytest.mark.parametrize("level", [0, 5])
def test_a_tier_has_one_to_four_marks(level: int) -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        replace(FACE, tier_level=level)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_as_many_marks_are_filled_as_the_tier_has_reached(level: int) -> None:
    marks = re.findall(r" l h ([BS])$", artwork(level).drawing.decode(), re.MULTILINE)
    assert marks == ["B"] * level + ["S"] * (4 - level)


def test_a_certificate_needs_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        replace(FACE, name_zh=" ", name_latin="")


def test_names_are_escaped(tmp_path: Path) -> None:
    assert "A<b>B</b> & Co" in text(render_certificate(replace(FACE, name_latin="A<b>B</b> & Co")), tmp_path)


def test_a_credential_travels_inside(batch: FontBatch) -> None:
    carried = render_certificate(FACE, batch, attachments=[AttachedFile("credential.json", b'{"id": 1}')])
    with pikepdf.open(BytesIO(carried)) as pdf:
        assert pdf.attachments["credential.json"].get_file().read_bytes() == b'{"id": 1}'
        assert [str(file.AFRelationship) for file in pdf.Root.AF] == ["/Data"]


@pytest.mark.parametrize("address", ["http://example.org/a.png", "https://example.org/a.png", "file:///etc/hostname"])
@pytest.mark.parametrize("where", ['<img alt="x" src="{}">', '<link rel="stylesheet" href="{}">'])
def test_a_document_fetches_nothing(where: str, address: str) -> None:
    with pytest.raises(ForbiddenAddress, match="may not fetch"):
        render_pdf(f"<p>x{where.format(address)}</p>", title="x", language="en", created=CREATED)


def test_the_creation_time_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_pdf("<p>x</p>", title="x", language="en", created=CREATED.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 22), "2026年11月22日", "22 November 2026"),
        (date(2028, 2, 29), "2028年2月29日", "29 February 2028"),
    ],
)
def test_dates_in_both_habits(day: date, zh: str, en: str) -> None:
    assert (date_zh(day), date_en(day)) == (zh, en)


@pytest.mark.parametrize(
    ("name", "latin", "alone", "size"),
    [
        ("王芳", False, True, "name-1"),
        ("欧阳娜娜·阿卜杜拉", False, True, "name-2"),
        ("王" * 40, False, True, "name-4"),
        ("Wang Fang", True, False, "name-2"),
        ("Maximiliana Konstantinopolska-Müller", True, False, "name-3"),
    ],
)
def test_longer_names_are_set_smaller(name: str, latin: bool, alone: bool, size: str) -> None:
    assert name_size(name, latin=latin, alone=alone) == size


def test_the_address_is_shown_as_one_types_it() -> None:
    assert short_address("https://www.example.org/v/A1/") == "example.org/v/A1"


@pytest.mark.parametrize(("language", "footer"), [("zh-CN", "第 2 页 / 共 2 页"), ("en", "Page 2 of 2")])
def test_a_report_counts_its_pages_and_repeats_table_heads(language: str, footer: str, tmp_path: Path) -> None:
    rows = "".join(f"<tr><th scope=row>课程 {n}</th><td>{n}</td></tr>" for n in range(45))
    table = f"<table><thead><tr><th scope=col>课程名称</th><th scope=col>成绩</th></tr></thead><tbody>{rows}</tbody></table>"
    page = f'<html lang="{language}"><body><div class="running-pages"></div><h1>档案</h1>{table}</body></html>'
    said = text(render_report(page, title="档案", language=language, created=CREATED), tmp_path)
    assert said.count("课程名称") == 2
    assert footer in said
