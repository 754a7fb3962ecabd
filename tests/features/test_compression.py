"""Pages are compressed for whoever accepts it, and not for pages of other sites."""

from __future__ import annotations

import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.one_database

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "sent"), [("br, gzip", "br"), ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)]
)
def test_a_page_in_the_reader_s_encoding(client: FlaskClient, accepted: str, sent: str | None) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers.getlist("Vary")
    body = UNPACK[sent](answer.data) if sent else answer.data
    assert b"<!doctype html>" in body
    assert body.rstrip().endswith(b"</html>")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert sent is None or len(answer.data) < len(body) / 2


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asked_for_is_sent_as_it_is(client: FlaskClient, site: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": site})
    assert "Content-Encoding" not in answer.headers
    assert b"<!doctype html>" in answer.data


def test_what_is_small_or_no_text_is_sent_as_it_is(client: FlaskClient) -> None:
    for path in ("/healthz", "/static/favicon.svg"):
        answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
