"""Lesson text: what Markdown becomes, and what never gets through."""

from __future__ import annotations

import pytest

from courses.markdown import AssetFacts, render

ASSETS = {
    "board.zh.svg": AssetFacts("/a/board.zh.svg", 640, 320),
    "board.en.svg": AssetFacts("/a/board.en.svg", 640, 320),
    "plain.png": AssetFacts("/a/plain.png", 10, 20),
    "only.zh.png": AssetFacts("/a/only.zh.png", 1, 1),
    "film.webm": AssetFacts("/a/film.webm"),
    "film.mp4": AssetFacts("/a/film.mp4"),
    "film.jpg": AssetFacts("/a/film.jpg", 960, 540),
    "film.zh.vtt": AssetFacts("/a/film.zh.vtt"),
    "film.en.vtt": AssetFacts("/a/film.en.vtt"),
    "sheet.pdf": AssetFacts("/a/sheet.pdf"),
}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
        ("## Step one", '<h2 id="s-step-one">Step one</h2>'),
        ("## 第一步", '<h2 id="s-第一步">第一步</h2>'),
        ("# Title\n\n## Part", '<h2 id="s-title">Title</h2>\n<h3 id="s-part">Part</h3>'),
        ("## A\n\n## A", '<h2 id="s-a">A</h2>\n<h2 id="s-a-2">A</h2>'),
        ("10 mm, `10 mm`", "<p>10&nbsp;mm, <code>10 mm</code></p>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        (
            "|a|b|\n|-|-:|\n|1|2|",
            (
                '<table tabindex="0">\n<thead>\n<tr>\n<th>a</th>\n<th class="sf-right">b</th>\n</tr>\n</thead>\n<tbody>\n'
                '<tr>\n<td>1</td>\n<td class="sf-right">2</td>\n</tr>\n</tbody>\n</table>'
            ),
        ),
        ("[x](https://a.example/b)", '<p><a href="https://a.example/b" rel="noopener noreferrer external">x</a></p>'),
        ("[x](#s-part)", '<p><a href="#s-part">x</a></p>'),
        ("[sheet](assets/sheet.pdf)", '<p><a href="/a/sheet.pdf">sheet</a></p>'),
        (
            "![p](assets/plain.png)",
            '<p><img src="/a/plain.png" alt="p" width="10" height="20" loading="lazy" decoding="async"></p>',
        ),
        (
            '![p](assets/plain.png "Figure <1>")',
            (
                '<figure><img src="/a/plain.png" alt="p" width="10" height="20" loading="lazy" decoding="async">'
                "<figcaption>Figure &lt;1&gt;</figcaption></figure>"
            ),
        ),
    ],
)
def test_what_markdown_becomes(source: str, html: str) -> None:
    assert render(source, language="en", assets=ASSETS).html == html


@pytest.mark.parametrize(
    ("name", "language", "shown"),
    [
        ("board.svg", "zh", "/a/board.zh.svg"),
        ("board.svg", "en", "/a/board.en.svg"),
        ("board.zh.svg", "en", "/a/board.zh.svg"),
        ("only.png", "en", "/a/only.zh.png"),
        ("plain.png", "zh", "/a/plain.png"),
    ],
)
def test_readers_get_their_languages_picture(name: str, language: str, shown: str) -> None:
    assert f'src="{shown}"' in render(f"![p](./assets/{name})", language=language, assets=ASSETS).html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_video_stands_with_its_poster_sources_and_captions(language: str) -> None:
    html = render("![Three “steps”](assets/film.mp4)", language=language, assets=ASSETS).html
    other = {"zh": "en", "en": "zh"}[language]
    assert html.startswith('<figure><video controls="" playsinline="" preload="none" aria-label="Three “steps”" ')
    assert 'poster="/a/film.jpg" width="960" height="540"' in html
    assert html.index("film.webm") < html.index("film.mp4")
    label = {"zh": "中文", "en": "English"}
    assert f'srclang="{language}" label="{label[language]}" default=""' in html
    assert f'srclang="{other}" label="{label[other]}">' in html
    assert html.endswith("<figcaption>Three “steps”</figcaption></figure>")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        '![x" onload="alert(1)](assets/plain.png)',
        '![x](assets/plain.png "&quot; onload=&quot;alert(1)")',
        '[x](https://a.example "a\\" onclick=\\"alert(1)")',
        "`<script>`",
        '```"><script>\nalert(1)\n```',
        '<iframe src="https://a.example"></iframe>',
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_active_gets_through(source: str) -> None:
    from html.parser import HTMLParser

    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend([tag] if tag in ("script", "iframe", "object", "style") else [])
            for name, value in attrs:
                address = (value or "").strip().lower()
                if (
                    name.startswith("on")
                    or name == "style"
                    or address.startswith(("javascript:", "vbscript:", "data:"))
                ):
                    found.append(f"{tag} {name}={value}")

    Reader().feed(render(source, language="en", assets=ASSETS).html)
    assert found == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("![x](assets/nope.svg)", ("nope.svg",)),
        ("![x](assets/nope.webm)", ("nope.webm",)),
        ("[x](assets/nope.pdf) ![x](assets/nope.pdf)", ("nope.pdf",)),
        ("![x](https://a.example/x.png)", ("https://a.example/x.png",)),
        ("![x](assets/board.svg)", ()),
    ],
)
def test_missing_files_are_named(source: str, missing: tuple[str, ...]) -> None:
    assert render(source, language="zh", assets=ASSETS).missing == missing
