"""The photo of a trainer: drawn anew, cut to a square, shown to those who see trainers, taken away again."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from lms.core import files
from lms.core.access import Role
from lms.core.db import db
from lms.trainers.profiles.queries import profiles_of
from tests.browsing import send
from tests.factories import Factory
from tests.features.fee_scene import set_scene
from tests.features.test_sign_off_photos import photographed

pytestmark = pytest.mark.one_database
FORM = {
    "profile-bio_zh": "",
    "profile-bio_en": "Teaches cooling.",
    "profile-languages": "en",
    "profile-most_hours": "16",
}


def test_a_photo_is_kept_small_and_bare_and_goes_again(make: Factory) -> None:
    scene = set_scene(make)
    ada, path = make.browser(scene.ada), f"/trainers/{scene.ada.id}"

    def keep(**more: object) -> int:
        return send(ada, f"{path}/profile", {**FORM, **more}, content_type="multipart/form-data").status_code

    assert ada.get(f"{path}/photo").status_code == 404
    refused = send(
        ada, f"{path}/profile", {**FORM, "profile-photo": (io.BytesIO(b"no picture"), "me.jpg")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert refused.status_code == 422
    assert "me.jpg" in refused.get_data(as_text=True)
    assert keep(**{"profile-photo": (photographed(), "IMG_0001.JPG")}) == 302
    photo_id = profiles_of([scene.ada.id])[scene.ada.id].photo_id
    assert photo_id
    content = files.read(photo_id)[1]
    db.session.rollback()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (300, 300))
        assert dict(image.getexif()) == {}
    assert not any(secret in content for secret in (b"Secret Phone", b"Shanghai", b"GPS", b"Exif", b"2026:03"))
    assert f'src="{path}/photo' in ada.get("/trainers/mine").get_data(as_text=True)
    hr = make.browser(scene.hr)
    assert f'src="{path}/photo' in hr.get(path).get_data(as_text=True)
    assert (hr.get(f"{path}/photo").status_code, hr.get(f"{path}/photo").content_type) == (200, "image/jpeg")
    assert make.browser(scene.learner).get(f"{path}/photo").status_code == 404
    elsewhere = make.browser(make.person(Role.MANAGER, unit=make.unit("ELSE")))
    assert elsewhere.get(f"{path}/photo").status_code == 404
    assert keep() == 302  # the words alone: the photo stays
    assert ada.get(f"{path}/photo").status_code == 200
    assert keep(**{"profile-no_photo": "y"}) == 302
    assert ada.get(f"{path}/photo").status_code == 404
    db.session.rollback()
