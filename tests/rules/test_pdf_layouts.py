"""A page laid out once for many: the file is the same, bit for bit, as one laid out for itself."""

from dataclasses import replace
from datetime import date

import pytest

from certificates.designs.design import STANDARD, Layout
from certificates.pdf.design import Sheet, fonts_for, render
from lms.core.pdf import fonts
from lms.core.pdf.layouts import LaidOut, Page
from tests.rules.test_certificate_pdf import FACE, RARE

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not any("NotoSansCJK" in name for name in fonts._font_files("")), reason="fonts-noto-cjk is not installed"
    ),
]
OTHERS = (
    replace(FACE, name_zh="李晓彤", name_latin="Li Xiaotong", number="SF-2026-000999", issued_on=date(2026, 1, 2)),
    replace(FACE, name_zh="𠮷㛃", name_latin="Ji Jie", verify_url="https://certs.example.org/v/IIII-IIII"),
    replace(FACE, name_zh="Wu", name_latin="Wu", expires_on=date(2031, 12, 31)),
    replace(FACE, verify_url="https://certificates.very-long-name-of-an-organisation.example.org/v/7K3M-Q9XT"),
    replace(FACE, name_latin="Jörg & <Ünal>", number="SF-2026-111111"),
    RARE,
    replace(FACE, expires_on=None),
    FACE,
)


@pytest.mark.parametrize("layout", [Layout.PAGE, Layout.CARD])
def test_other_words_go_where_they_would_have_gone(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    say = LaidOut.say
    monkeypatch.setattr(LaidOut, "say", lambda self, page: taken.append(say(self, page)) or taken[-1])
    sheets = [Sheet(face, STANDARD[layout]) for face in (FACE, *OTHERS)]
    with fonts_for(sheets) as batch:
        shared = [render(sheet, batch) for sheet in sheets]
        assert taken.count(True) >= 4
        for sheet, made in zip(sheets, shared, strict=True):
            batch.layouts.clear()
            assert render(sheet, batch) == made, sheet.face.holder


def test_a_page_is_taken_apart() -> None:
    page = Page.of(
        '<title>HT-1</title><p data-own class="a">A &amp;\n B</p><p>C</p><img data-own-alt alt="D &lt;" src="e">'
    )
    assert page.words == ("A & B",)
    assert page.descriptions == ("D <",)
    assert page.kind == '<title></title><p data-own class="a"></p><p>C</p><img data-own-alt alt="" src="e">'
