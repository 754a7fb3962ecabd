"""Files of a course are what their content says; a picture is only a picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from courses.assets import check_asset
from lms.core.errors import RuleBroken

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'


def picture(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("a.svg", SVG.format("<path d='M0 0'/>").encode(), (40, 20)),
        ("a.svg", SVG.format("").replace("viewBox", 'width="30px" height="15" viewBox').encode(), (30, 15)),
        ("a.svg", SVG.format('<defs><path id="p"/></defs><use xlink:href="#p" fill="url(#g)"/>').encode(), (40, 20)),
        ("a.svg", SVG.format('<image href="data:image/png;base64,AAAA"/>').encode(), (40, 20)),
        ("a.svg", SVG.format("<style>.a{fill:url(#g)} @keyframes x{from{opacity:0}}</style>").encode(), (40, 20)),
        ("a.svg", SVG.format('<animate attributeName="opacity" from="0" to="1" dur="1s"/>').encode(), (40, 20)),
        ("a.zh.png", picture("PNG"), (8, 6)),
        ("a.jpg", picture("JPEG"), (8, 6)),
        ("a.webp", picture("WEBP"), (8, 6)),
        ("a.webm", b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x84webm", (None, None)),
        ("a.mp4", b"\x00\x00\x00\x20ftypisom", (None, None)),
        ("a.zh.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n你好".encode(), (None, None)),
        ("a.pdf", b"%PDF-1.7", (None, None)),
    ],
)
def test_what_is_kept(name: str, content: bytes, size: tuple[int | None, int | None]) -> None:
    checked = check_asset(name, content)
    assert (checked.width, checked.height) == size


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<a href="https://a.example"><path/></a>',
        '<a xlink:href="javascript:alert(1)"><path/></a>',
        '<image href="https://a.example/x.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<use xlink:href="https://a.example/x.svg#p"/>',
        "<foreignObject><p/></foreignObject>",
        "<style>@import url(https://a.example)</style>",
        "<style>.a{fill:url(https://a.example)}</style>",
        "<style>.a{fill:u\\72l(https://a.example)}</style>",
        '<path style="fill:url(//a.example)"/>',
        '<path fill="url(https://a.example/#g)"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="onload" to="alert(1)"/>',
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        '<g xml:base="https://a.example/"/>',
    ],
)
def test_a_hostile_svg_is_refused(inside: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_asset("a.svg", SVG.format(inside).encode())
    assert broken.value.refusals[0].code == "asset_hostile"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(),
        b'<?xml-stylesheet href="https://a.example"?>' + SVG.format("").encode(),
        b'<?xml version="1.0" encoding="utf-7"?>' + SVG.format("").encode(),
        SVG.format("").encode("utf-16"),
        b"<svg/>",
        b"<html/>",
        b"not a picture",
        SVG.format("<path>").encode(),
    ],
)
def test_what_is_not_a_plain_svg_is_refused(content: bytes) -> None:
    with pytest.raises(RuleBroken):
        check_asset("a.svg", content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../a.svg", b"", "asset_name"),
        ("a..png", b"", "asset_name"),
        (".svg", b"", "asset_name"),
        ("图.svg", b"", "asset_name"),
        ("a.html", b"<p>", "asset_kind"),
        ("a.exe", b"MZ", "asset_kind"),
        ("a.PNG", picture("PNG"), "asset_name"),
        ("a.png", picture("JPEG"), "asset_content"),
        ("a.jpg", b"<script>", "asset_content"),
        ("a.png", picture("PNG")[:40], "asset_content"),
        ("a.webm", b"\x00\x00\x00\x20ftypisom", "asset_content"),
        ("a.vtt", b"WEBVTTX", "asset_content"),
        ("a.pdf", b"<html>", "asset_content"),
    ],
)
def test_what_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_asset(name, content)
    assert broken.value.refusals[0].code == code
