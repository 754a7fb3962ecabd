"""The file store: a folder, or a bucket."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from flask import Flask

from lms.core import clock, files
from lms.core.audit import System
from lms.core.db import transaction
from lms.core.errors import NotFound

pytestmark = pytest.mark.one_database

_NUMBERS = count(1)


@pytest.fixture
def bucket(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An S3 bucket on a server of the test's own, chosen by FILES_URL as an installation would."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    name = f"shifu-test-{next(_NUMBERS)}"  # the server forgets nothing while the process lives
    s3fs.S3FileSystem().mkdir(name)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, files_url=f"s3://{name}/files")
    yield
    app.extensions["settings"] = settings
    server.stop()


def _keep_and_read(app: Flask) -> None:
    content = b"wiring before dismantling" * 1000
    with transaction():
        first = files.save(content, name="接线.txt", content_type="text/plain", actor=System(), at=clock.now()).id
        second = files.save(content, name="again.txt", content_type="text/plain", actor=System(), at=clock.now()).id
    row, read = files.read(first)
    assert read == content
    assert row.name == "接线.txt"
    assert files.read(second)[0].sha256 == row.sha256
    with pytest.raises(NotFound):
        files.read(second + 1)


def test_a_folder_keeps_files(app: Flask) -> None:
    _keep_and_read(app)


def test_a_bucket_keeps_files_and_streams(app: Flask, bucket: None) -> None:
    _keep_and_read(app)
    _stream_and_read()


class Slow(io.BytesIO):
    """A stream that remembers how much was asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size, "all of it was asked for at once"
        self.most = max(self.most, size)
        return super().read(size)


def _stream_and_read() -> None:
    content = b"order_no;opened_at\n" + b"1;2026-01-01\n" * 300_000
    stream = Slow(content)
    put = files.put_stream(stream)
    assert put == files.Content(hashlib.sha256(content).hexdigest(), len(content))
    assert stream.most < len(content)
    assert files.put_stream(Slow(content)) == put  # again: it lies there once
    with transaction():
        kept = files.add(put, name="工单.CSV", content_type="text/csv", actor=System(), at=clock.now()).id
    assert files.read(kept)[1] == content
    with files.on_disk(kept) as path:
        assert path.suffix == ".csv"
        assert path.read_bytes() == content
    assert not path.exists()
    store = files.store()
    assert store.filesystem.find(f"{store.root}/arriving") == []


def test_a_folder_keeps_streams(app: Flask) -> None:
    _stream_and_read()


def test_a_stream_that_breaks_off_leaves_nothing(app: Flask) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.put_stream(Broken())
    store = files.store()
    assert store.filesystem.find(f"{store.root}/arriving") == []
