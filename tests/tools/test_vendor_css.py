"""The cut of Tabler's sheet: what we use stays, what we do not goes, and dark follows the system."""

import pytest

from tools.vendor_css import trim


@pytest.mark.parametrize(
    ("sheet", "stays", "goes"),
    [
        (".btn{color:red}.navbar{color:blue}", ".btn{color:red}", "navbar"),
        (".btn,.navbar .btn{color:red}", ".btn{color:red}", "navbar"),
        ("a{color:red}", "a{color:red}", "navbar"),
        (
            "[data-bs-theme=dark]{--x:1}p{top:var(--x)}",
            "@media (prefers-color-scheme:dark){:root{--x:1}",
            "data-bs-theme",
        ),
        (":root{--used:1;--unused:2}p{top:var(--used)}", "--used:1", "--unused"),
        (":root{--outer:var(--inner);--inner:1}", "", "--inner"),
        ('.form-select{--bg:url("data:a;{b}");top:var(--bg)}', '--bg:url("data:a;{b}")', "navbar"),
        ("@media print{.btn{top:0}.navbar{top:0}}", "@media print{.btn{top:0}", "navbar"),
        ("@media print{.navbar{top:0}}", "", "@media print"),
        ("@keyframes blink{from{top:0}}.card{top:0}", ".card{top:0}", "blink"),
    ],
)
def test_trim(sheet: str, stays: str, goes: str) -> None:
    cut = trim(sheet).replace("\n", "")
    assert stays in cut
    assert goes not in cut


def test_the_licence_stays_in_front() -> None:
    assert trim("/*! MIT */.btn{top:0}/* a remark */").startswith("/*! MIT */")
    assert "a remark" not in trim("/*! MIT */.btn{top:0}/* a remark */")
