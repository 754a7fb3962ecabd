"""Formulas as MathML, and the texts of items with what stands in them."""

from __future__ import annotations

import pytest

from assessments.texts import rich
from lms.core.formulas import mathml


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("U = R I", "<mrow><mi>U</mi><mo>=</mo><mi>R</mi><mi>I</mi></mrow>"),
        (r"\frac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"P_{el}^2", "<msubsup><mi>P</mi><mrow><mi>e</mi><mi>l</mi></mrow><mn>2</mn></msubsup>"),
        (r"\sqrt[3]{8}", "<mroot><mn>8</mn><mn>3</mn></mroot>"),
        (r"\sqrt 3", "<msqrt><mn>3</mn></msqrt>"),
        (
            r"\Delta T \le 3.5\,\text{K in 1 h}",
            "<mrow><mi>Δ</mi><mi>T</mi><mo>≤</mo><mn>3.5</mn><mtext>K in 1 h</mtext></mrow>",
        ),
        (r"a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
        (r"\text{<b>}", "<mtext>&lt;b&gt;</mtext>"),
        (r"\cos\varphi", "<mrow><mi>cos</mi><mi>φ</mi></mrow>"),
    ],
)
def test_what_workshops_write_is_shown(latex: str, shown: str) -> None:
    assert mathml(latex) == f"<math>{shown}</math>"


@pytest.mark.parametrize(
    "latex", [r"\href{x}{y}", "x^", "{x", "x}", r"\frac{1}", r"\sqrt[3", "x^2^3", "{" * 40 + "}" * 40, "x" * 600]
)
def test_what_is_not_known_is_not_half_shown(latex: str) -> None:
    assert mathml(latex) is None


def test_texts_are_shown_as_typed_with_their_pictures_and_formulas() -> None:
    text = r'<script> ![the "panel"](p.png) and \(x^2\), \(\foo\) ![gone](q.png)'
    shown = rich(text, {"p.png": "/f/1"}.get)
    assert shown == (
        '&lt;script&gt; <img class="sf-inline-figure" src="/f/1" alt="the &#34;panel&#34;"> and '
        "<math><msup><mi>x</mi><mn>2</mn></msup></math>, <code>\\foo</code> [gone]"
    )
    assert rich("a ![b](c.png)") == "a [b]"
