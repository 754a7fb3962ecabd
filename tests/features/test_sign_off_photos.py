"""Photos of sign-offs: what is taken, what becomes of it, who sees it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from assessments import photos
from assessments.models import SignOff, SignOffPhoto
from lms.core import files
from lms.core.access import Role
from lms.core.db import db
from tests.factories import Factory
from tests.features.mentoring_scene import Scene, picture, set_scene, sign

pytestmark = pytest.mark.one_database


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def photographed() -> io.BytesIO:
    """A phone's photo: turned on its side, with place, camera, date and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Maker", "Secret Phone", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 43.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    exif.get_ifd(0x8769).update({0x9003: "2026:03:01 10:00:00"})
    return picture((400, 300), exif=exif, comment=b"Shanghai workshop", dpi=(300, 300))


def huge_png(side: int = 20_000) -> io.BytesIO:
    """A picture of 400 million pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(b"\0" * (side // 8 + 1)) for _ in range(side)) + rows.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def kept() -> list[bytes]:
    content = [files.read(file_id)[1] for file_id in db.session.scalars(select(SignOffPhoto.file_id))]
    db.session.rollback()
    return content


def test_a_photo_is_turned_upright_and_tells_nothing_but_the_picture(scene: Scene) -> None:
    raw = photographed()
    assert dict(Image.open(raw).getexif().get_ifd(0x8825))  # the place is in what is sent
    raw.seek(0)
    answer = sign(scene.make.browser(scene.technical), scene.learner, photos=[(raw, "IMG_0001.JPG")])
    assert answer.status_code == 302
    (content,) = kept()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (300, 400))
        assert dict(image.getexif()) == {}
        assert not set(image.info) & {"exif", "comment", "icc_profile", "xmp", "photoshop"}
    for secret in (b"Secret Phone", b"Shanghai", b"GPS", b"Exif", b"2026:03"):
        assert secret not in content


def test_large_and_transparent_pictures_are_made_fit(scene: Scene) -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (3000, 2000), (0, 0, 0, 0)).save(clear, "PNG")
    clear.seek(0)
    web = picture((200, 100), "WEBP")
    answer = sign(scene.make.browser(scene.technical), scene.learner, photos=[(clear, "a.png"), (web, "b.webp")])
    assert answer.status_code == 302
    first, second = (Image.open(io.BytesIO(content)) for content in kept())
    assert (first.size, first.getpixel((5, 5))) == ((1600, 1067), (255, 255, 255))
    assert second.size == (200, 100)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("meter.jpg", b"just some words in a file", "“meter.jpg” is not a JPEG, PNG or WebP picture."),
        ("page.png", b"<html><script>alert(1)</script>", "“page.png” is not a JPEG"),
        ("vector.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“vector.png” is not a JPEG"),
        ("IMG_2.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC format"),
        ("half.jpg", picture((800, 800)).getvalue()[:600], "“half.jpg” is damaged"),
        ("anim.gif", picture(kind="GIF").getvalue(), "“anim.gif” is not a JPEG"),
        ("big.jpg", b"\xff\xd8\xff" + b"\0" * photos.MAX_BYTES, "larger than 12 MB"),
    ],
)
def test_what_is_no_fit_picture_is_refused_by_name(scene: Scene, name: str, content: bytes, words: str) -> None:
    browser = scene.make.browser(scene.technical)
    good = (picture(), "good.jpg")
    answer = sign(browser, scene.learner, photos=[good, (io.BytesIO(content), name)])
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalar(select(SignOff.id)) is None


def test_a_bad_photo_does_not_hide_what_else_is_wrong(scene: Scene) -> None:
    answer = sign(
        scene.make.browser(scene.technical), scene.learner, photos=[(io.BytesIO(b"words"), "a.jpg")],
        **{"step-safe": "not_met"}, performed_on="2026-03-03",
    )  # fmt: skip
    text = answer.get_data(as_text=True)
    for words in ("“a.jpg” is not a JPEG", "Isolate and lock” must be met", "lies in the future"):
        assert words in text


def test_a_picture_that_unpacks_to_a_giant_is_refused_before_it_does(scene: Scene) -> None:
    answer = sign(scene.make.browser(scene.technical), scene.learner, photos=[(huge_png(), "bomb.png")])
    assert answer.status_code == 422
    assert "“bomb.png” has more than 50 million pixels" in answer.get_data(as_text=True)


def test_seven_photos_are_one_too_many(scene: Scene) -> None:
    seven = [(picture(), f"{n}.jpg") for n in range(7)]
    answer = sign(scene.make.browser(scene.technical), scene.learner, photos=seven)
    assert answer.status_code == 422
    assert "You chose 7 photos; at most 6" in answer.get_data(as_text=True)


def test_a_photo_opens_only_for_those_who_may_see_the_record(scene: Scene) -> None:
    sign(scene.make.browser(scene.technical), scene.learner, photos=[(picture(), "a.jpg")])
    photo_id = db.session.scalar(select(SignOffPhoto.id))
    db.session.rollback()
    path = f"/practicals/photos/{photo_id}"
    for person in (scene.learner, scene.technical, scene.culture, scene.make.person(Role.HR, everywhere=True)):
        answer = scene.make.browser(person).get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    others = [scene.make.person(Role.LEARNER, unit=scene.unit), scene.make.person(Role.MENTOR, unit=scene.unit)]
    for person in (*others, scene.make.person(Role.TRAINER, everywhere=True)):
        assert scene.make.browser(person).get(path).status_code == 404
    assert scene.make.app.test_client().get(path).status_code == 302
    assert scene.make.browser(scene.learner).get("/practicals/photos/999").status_code == 404


def test_a_photo_behind_the_same_form_sent_twice_is_kept_once(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    for _ in range(2):
        assert sign(browser, scene.learner, photos=[(picture(), "a.jpg")]).status_code == 302
    assert len(kept()) == 1


def test_photos_that_the_browser_lost_are_asked_for_again(scene: Scene) -> None:
    browser = scene.make.browser(scene.technical)
    again = "Choose the photos once more"
    assert again in sign(browser, scene.learner, photos=[(picture(), "a.jpg")], performed_on="").get_data(as_text=True)
    assert again not in sign(browser, scene.learner, performed_on="").get_data(as_text=True)
    kept_by_script = sign(
        browser, scene.learner, photos=[(picture(), "a.jpg")], performed_on="", headers={"HX-Request": "true"}
    )
    assert again not in kept_by_script.get_data(as_text=True)
