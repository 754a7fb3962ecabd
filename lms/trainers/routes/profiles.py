"""What a trainer says of themselves, with the picture."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from assessments import photos
from lms.core import clock, files
from lms.core.access import Permission, signed_in, writes_later
from lms.core.bilingual import Bilingual
from lms.core.db import start_writing
from lms.core.errors import NotFound, describe
from lms.people.queries.scope import get_visible
from lms.trainers.forms import ProfileForm
from lms.trainers.profiles.actions import set_profile
from lms.trainers.profiles.portraits import portrait
from lms.trainers.profiles.queries import profiles_of
from lms.trainers.routes import blueprint
from lms.trainers.routes.own import back_to, cared_for, own_or_managed_page


@blueprint.url_value_preprocessor
def allow_portrait(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before the form is read: a profile may be as large as a photo."""
    if endpoint == "trainers.keep_profile" and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = photos.MAX_BYTES + 1024 * 1024


@blueprint.post("/trainers/<int:person_id>/profile")
@signed_in
@writes_later
def keep_profile(person_id: int) -> Any:
    """Keep what the trainer says of themselves."""
    person = cared_for(person_id)
    form = ProfileForm(prefix="profile-")
    if not form.validate():
        return own_or_managed_page(person, profile=form), 422
    try:
        picture = portrait(form.photo.data or None)
    except photos.PhotosRefused as refused:
        form.photo.errors = describe(refused.refusals)
        return own_or_managed_page(person, profile=form), 422
    start_writing()
    person, at = cared_for(person_id), clock.now()
    kept = None
    if picture is not None:
        name = f"trainer-{person.id}.jpg"
        kept = files.save(picture, name=name, content_type="image/jpeg", actor=current_user, at=at)
    zh, en = form.bio_zh.data or "", form.bio_en.data or ""
    set_profile(
        person=person, bio=Bilingual(zh or en, en or zh) if zh or en else None, languages=form.languages.data or [],
        product_lines=form.product_lines.data or [], most_hours=form.most_hours.data or 0,
        photo_id=kept.id if kept else None, without_photo=bool(form.no_photo.data), actor=current_user, at=at,
    )  # fmt: skip
    flash(_("Saved."), "success")
    return back_to(person)


@blueprint.get("/trainers/<int:person_id>/photo")
@signed_in
def photo(person_id: int) -> Response:
    """The picture: for oneself, and for those who see trainers of that unit."""
    if person_id != current_user.id:
        if Permission.SEE_TRAINERS not in current_user.permissions:
            raise NotFound
        get_visible(current_user, person_id, Permission.SEE_TRAINERS)
    profile = profiles_of([person_id]).get(person_id)
    if profile is None or profile.photo_id is None:
        raise NotFound
    return files.send(profile.photo_id, download=False)
