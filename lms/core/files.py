"""The one store for uploaded and produced files: a folder, or any bucket that fsspec can reach (FILES_URL)."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import fsspec
from flask import Response, current_app, send_file
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Actor
from lms.core.db import Base, after_commit, db
from lms.core.errors import NotFound


class StoredFile(Base):
    """What is known about one file. The content lies in the store under its own hash, so equal contents lie there once."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime]
    stored_by: Mapped[int | None]


PIECE = 1024 * 1024
"""How much of a large file is in memory at once."""


@dataclass(frozen=True)
class Content:
    """What was put into the store: its hash and how many bytes it has."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Store:
    """A place for contents, addressed by their SHA-256."""

    filesystem: Any
    root: str

    def path(self, sha256: str) -> str:
        """Where a content lies."""
        return f"{self.root}/{sha256[:2]}/{sha256}"

    def put(self, sha256: str, content: bytes) -> None:
        """Write once; a content that is there already is left alone. A half-written file is never seen under its name."""
        path = self.path(sha256)
        if self.filesystem.exists(path):
            return
        self.filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        temporary = f"{path}.part"
        self.filesystem.pipe_file(temporary, content)
        self.filesystem.mv(temporary, path)

    def put_stream(self, stream: IO[bytes]) -> Content:
        """Write what a stream gives, piece by piece; its hash, and so its name, is known at the end."""
        digest, size = hashlib.sha256(), 0
        arriving = f"{self.root}/arriving/{uuid.uuid4().hex}.part"
        self.filesystem.makedirs(arriving.rsplit("/", 1)[0], exist_ok=True)
        try:
            with self.filesystem.open(arriving, "wb") as file:
                while piece := stream.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    file.write(piece)
            path = self.path(digest.hexdigest())
            if not self.filesystem.exists(path):
                self.filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
                self.filesystem.mv(arriving, path)
        finally:
            if self.filesystem.exists(arriving):
                self.filesystem.rm_file(arriving)
        return Content(digest.hexdigest(), size)

    def get(self, sha256: str) -> bytes:
        """The content; FileNotFoundError when the store lost it."""
        return bytes(self.filesystem.cat_file(self.path(sha256)))


@lru_cache(maxsize=8)
def _store(url: str) -> Store:
    filesystem, root = fsspec.core.url_to_fs(url)
    return Store(filesystem, root.rstrip("/"))


def store() -> Store:
    """The store of this installation."""
    return _store(current_app.extensions["settings"].files_url)


def plain_name(name: str) -> str:
    """A file's name as it may stand in a header: without folders and without characters that nobody can see."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[-200:] or "file"


def save(content: bytes, *, name: str, content_type: str, actor: Actor, at: datetime) -> StoredFile:
    """Keep a content and add its row (flushed). The content is written before the row can be committed."""
    sha256 = hashlib.sha256(content).hexdigest()
    store().put(sha256, content)
    return add(Content(sha256, len(content)), name=name, content_type=content_type, actor=actor, at=at)


def put_stream(stream: IO[bytes]) -> Content:
    """Put a large content into the store without holding it in memory, before any transaction; `add` makes its row."""
    return store().put_stream(stream)


def remove(file_id: int) -> None:
    """Take a file out of the store: its row at once, its content when that is committed and no other row has the same."""
    row = db.session.get(StoredFile, file_id)
    if row is None:
        return
    path = store().path(row.sha256)
    shared = db.session.scalar(select(StoredFile.id).where(StoredFile.sha256 == row.sha256, StoredFile.id != row.id).limit(1))  # fmt: skip
    db.session.delete(row)
    db.session.flush()
    if shared is None:
        after_commit(lambda: _take_out(store().filesystem, path))


def _take_out(filesystem: Any, path: str) -> None:
    if filesystem.exists(path):
        filesystem.rm_file(path)


@contextmanager
def aside(stream: IO[bytes], name: str) -> Iterator[Path]:
    """What a stream gives as a file on this machine, ending as its name does: to be looked at before it is kept."""
    with TemporaryDirectory(prefix="shifu-arriving-") as folder:
        path = Path(folder) / f"file{_ending(name)}"
        with path.open("wb") as ours:
            shutil.copyfileobj(stream, ours, PIECE)
        yield path


def add(content: Content, *, name: str, content_type: str, actor: Actor, at: datetime) -> StoredFile:
    """The row of a content that lies in the store (flushed)."""
    row = StoredFile(
        sha256=content.sha256,
        size=content.size,
        name=plain_name(name),
        content_type=content_type,
        stored_at=at,
        stored_by=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def read(file_id: int) -> tuple[StoredFile, bytes]:
    """A file's row and content. The caller has checked that the reader may see it."""
    row = db.session.get(StoredFile, file_id)
    if row is None:
        raise NotFound
    return row, store().get(row.sha256)


def _ending(name: str) -> str:
    return "".join(Path(plain_name(name)).suffixes[-1:]).lower()


@contextmanager
def on_disk(file_id: int) -> Iterator[Path]:
    """A path under which the content can be read from disk, ending as the file's own name does. In a folder it is a link,
    from a bucket a copy that goes when the work is done."""
    row = db.session.get(StoredFile, file_id)
    if row is None:
        raise NotFound
    with content_on_disk(row.sha256, row.name) as path:
        yield path


@contextmanager
def content_on_disk(sha256: str, name: str) -> Iterator[Path]:
    """The same for a content that has no row yet."""
    place = store()
    source = place.path(sha256)
    with TemporaryDirectory(prefix="shifu-") as folder:
        path = Path(folder) / f"file{_ending(name)}"
        if "file" in place.filesystem.protocol:
            path.symlink_to(Path(source).resolve())
        else:
            with place.filesystem.open(source, "rb") as theirs, path.open("wb") as ours:
                shutil.copyfileobj(theirs, ours, PIECE)
        yield path


def send(file_id: int, *, download: bool = True, private: bool = True) -> Response:
    """Answer a request with a file, piece by piece; never sniffed, never rendered as a page."""
    row = db.session.get(StoredFile, file_id)
    if row is None:
        raise NotFound
    place = store()
    path = place.path(row.sha256)
    response = send_file(
        Path(path).resolve() if "file" in place.filesystem.protocol else place.filesystem.open(path, "rb"),
        mimetype=row.content_type,
        as_attachment=download,
        download_name=row.name,
        etag=row.sha256,
        conditional=True,
    )
    if response.status_code == 200:
        response.content_length = row.size
    # Kept by the browser, but asked for each time: who has signed out, or lost the right, sees it no more.
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, max-age=86400"
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'"
    )
    return response
