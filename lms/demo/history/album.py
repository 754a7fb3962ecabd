"""The demo's photos: a dozen pictures, each put in the store once, behind as many sign-offs as need one."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from sqlalchemy import insert

from assessments.models import SignOffPhoto
from assessments.photos import Photo, redraw
from lms.core.db import db
from lms.core.files import StoredFile, store
from lms.demo.history.deeds import Deed
from lms.demo.history.pictures import picture


class Album:
    """Draws the pictures, sends them through the same preparation as uploads, and pins them to sign-offs."""

    def __init__(self, chance: random.Random, count: int = 12) -> None:
        self.chance = chance
        self.photos = [redraw(picture(number, chance)) for number in range(count)]
        self.hashes = [hashlib.sha256(photo.content).hexdigest() for photo in self.photos]
        for photo, sha256 in zip(self.photos, self.hashes, strict=True):
            store().put(sha256, photo.content)
        self._files: list[dict[str, Any]] = []
        self._pins: list[tuple[int, Photo]] = []

    def any(self) -> Photo:
        """One of the pictures."""
        return self.chance.choice(self.photos)

    def attach(self, sign_off_id: int, deed: Deed) -> int:
        """Note that a sign-off carries a picture, sometimes two. Returns how many; `paste` writes them."""
        count = 2 if self.chance.random() < 0.2 else 1
        for place in self.chance.sample(range(len(self.photos)), count):
            photo = self.photos[place]
            name = f"{deed.values['task'].code}-{sign_off_id}-{count}.jpg"
            self._files.append(
                {"sha256": self.hashes[place], "size": len(photo.content), "name": name, "content_type": "image/jpeg",
                 "stored_at": deed.at, "stored_by": deed.values["signer"].id}
            )  # fmt: skip
            self._pins.append((sign_off_id, photo))
        return count

    def paste(self) -> None:
        """Write what was attached."""
        if not self._files:
            return
        query = insert(StoredFile).returning(StoredFile.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(query, self._files))
        rows = [
            {"sign_off_id": number, "file_id": file_id, "width": photo.width, "height": photo.height}
            for (number, photo), file_id in zip(self._pins, ids, strict=True)
        ]
        db.session.execute(insert(SignOffPhoto), rows)
        self._files, self._pins = [], []
