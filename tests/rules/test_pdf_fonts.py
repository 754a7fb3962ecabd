"""Fonts in documents: what they have, what is refused, how small ones are cut."""

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from lms.core.pdf import fonts
from lms.core.pdf.batch import FontBatch, families
from lms.core.pdf.fonts import FontsNotFound, MissingGlyph, missing_characters, needs_companion, sources
from lms.core.pdf.subset import build_subset

pytestmark = pytest.mark.skipif(
    not any("NotoSansCJK" in name for name in fonts._font_files("")), reason="fonts-noto-cjk is not installed"
)

SPACES = all(any(0x200B in source.cmap for source in sources(style)) for style in fonts.STYLES)
PRIVATE, NONCHARACTER = "\ue123", "\U0010fffd"


@pytest.mark.parametrize(
    "text", ["王芳", "䶮𬭎㛃𠮷㐱𫖯", "éüñłčşőž", "Zoë O’Brien “SF-1”", "ｶﾞ한글", "·—…（）《》", "", " \n\u00a0"]
)
def test_names_people_really_have_can_be_shown(text: str) -> None:
    assert missing_characters(text) == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (PRIVATE, (PRIVATE,)),
        (f"王{NONCHARACTER}芳{PRIVATE}{NONCHARACTER}", (NONCHARACTER, PRIVATE)),
        ("王\u0007芳", ("\u0007",)),
        ("王\u200b芳", () if SPACES else ("\u200b",)),
    ],
)
def test_what_no_font_has_is_found_once_in_order(text: str, missing: tuple[str, ...]) -> None:
    assert missing_characters(text) == missing


def test_all_of_the_common_character_set_is_covered() -> None:
    common = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    hanzi = "".join(pair.decode("gb2312", errors="ignore") for pair in common)
    assert len(hanzi) == 6763
    assert missing_characters(hanzi) == ()


def test_an_accent_written_apart_joins_its_letter_and_ideographs_stay() -> None:
    assert missing_characters("Mu\u0308ller") == ()
    assert fonts.compose("Mu\u0308ller") == "Müller"
    assert fonts.compose("\ufa19e\u0301") == "\ufa19é"


def test_a_shape_selector_after_a_character_needs_no_glyph() -> None:
    assert missing_characters("葛\U000e0100城") == ()


def test_the_refusal_names_the_character() -> None:
    with pytest.raises(MissingGlyph) as refused, FontBatch([f"林{NONCHARACTER}喆"]):
        pass
    assert refused.value.characters == (NONCHARACTER,)
    assert refused.value.code == "pdf.missing_glyph"
    assert "U+10FFFD" in str(refused.value)


@pytest.mark.parametrize(("character", "named"), [("吉", "U+5409 吉"), ("𠮷", "U+20BB7 𠮷"), (PRIVATE, "U+E123")])
def test_a_character_is_described_so_that_it_can_be_looked_up(character: str, named: str) -> None:
    assert fonts.describe(character) == named


@pytest.mark.parametrize(
    ("name", "apart"), [("Wang Fang", False), ("Müller", False), ("Łukasz", True), ("王芳", False)]
)
def test_a_name_with_a_letter_the_main_font_lacks_is_set_apart_whole(name: str, apart: bool) -> None:
    assert needs_companion(name) is apart


def test_a_subset_has_true_type_outlines_of_just_its_characters_and_keeps_kerning() -> None:
    made = build_subset(sources(("serif", 700)).han, "王𠮷AVTo", family="Test", weight=700)
    font = TTFont(BytesIO(made))
    assert set(font.getBestCmap()) == {ord(character) for character in "王𠮷AVTo"}
    names = {chr(code): name for code, name in font.getBestCmap().items()}
    assert font["glyf"][names["王"]].numberOfContours > 0
    assert "CFF " not in font
    assert font["kern"].kernTables[0].kernTable[names["A"], names["V"]] < 0
    assert len(made) < 8_000


def test_a_subset_keeps_the_widths_of_its_source() -> None:
    source = sources(("sans", 400)).han
    font = TTFont(BytesIO(build_subset(source, "王iW", family="Test", weight=400)))
    for character in "王iW":
        wanted = source.font["hmtx"][source.cmap[ord(character)]][0]
        scaled = round(wanted * font["head"].unitsPerEm / source.font["head"].unitsPerEm)
        assert font["hmtx"][font.getBestCmap()[ord(character)]][0] == scaled


def test_the_same_text_gives_the_same_font() -> None:
    source = sources(("sans", 400)).han
    first, second = (build_subset(source, order, family="Test", weight=400) for order in ("王芳AV", "VA芳王王"))
    assert first == second


def test_english_quotation_marks_are_narrow_and_chinese_ones_full_width() -> None:
    chosen = sources(("serif", 400))
    widths = [source.font["hmtx"][source.cmap[0x201C]][0] for source in (chosen.han, chosen.latin)]
    assert widths[0] == 1000
    assert widths[1] < 600


def test_a_batch_knows_its_characters_and_removes_its_files() -> None:
    with FontBatch(["王芳 Łukasz"], styles=[("serif", 400)]) as batch:
        assert batch.covers("芳王 12 Ł\n")
        assert not batch.covers("李")
        files = list(batch.files.values())
        companion = [TTFont(path).getBestCmap() for path in files if "More" in TTFont(path)["name"].getBestFamilyName()]
        assert [set("Łukasz") <= {chr(code) for code in cmap} for cmap in companion] == [True]
    assert not any(path.exists() for path in files)


def test_family_lists_begin_with_the_font_for_the_language() -> None:
    assert families("serif").startswith("'Shifu Serif', 'Shifu Serif More 1'")
    assert families("serif", latin=True).startswith("'Shifu Serif Latin'")
    assert families("serif", latin=True, apart=True).startswith("'Shifu Serif More 1'")


def test_without_any_chinese_font_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_find", lambda names, font_dir: None)
    monkeypatch.setattr(fonts, "_ask_fontconfig", lambda style: None)
    with pytest.raises(FontsNotFound, match="fonts-noto-cjk"):
        fonts._sources(("serif", 400), "nowhere")


def test_a_folder_of_the_operator_comes_first(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    original = sources(("sans", 400)).han.path
    folder = str(tmp_path)
    link = fonts.Path(folder, original.name)
    link.symlink_to(original)
    monkeypatch.setenv("PDF_FONT_DIR", folder)
    assert sources(("sans", 400)).han.path == link
