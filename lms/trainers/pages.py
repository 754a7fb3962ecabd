"""What a trainer's page shows, gathered for the template."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template
from flask_login import current_user

from courses.labels import LEVEL_NAMES as COURSE_LEVELS
from courses.queries.abilities import list_teachable_courses
from lms.core import clock
from lms.core.access import Permission
from lms.core.forms import options
from lms.core.links import gather
from lms.people.labels import PRODUCT_NAMES
from lms.people.models import Person
from lms.trainers.certification.queries import find_open
from lms.trainers.certification.rules import next_level
from lms.trainers.forms import AbsenceForm, EventForm, ImportForm, ProfileForm, RightForm
from lms.trainers.grades.actions import allowed_events
from lms.trainers.grades.labels import EVENT_DONE, EVENT_NAMES, GRADE_NAMES, HOW_NAMES, STATUS_NAMES, STATUS_TONES
from lms.trainers.grades.queries import as_periods, grades_of
from lms.trainers.grades.rules import MAY_REVIEW, standing_on, status_on
from lms.trainers.grades.versions import versions_on
from lms.trainers.models import TeachingRight, TrainerProfile
from lms.trainers.profiles.labels import ABSENCE_NAMES, LANGUAGE_NAMES
from lms.trainers.profiles.load import month_of, sittings_of
from lms.trainers.profiles.queries import last_day_of, list_absences, list_suitability, profiles_of, speaking_of
from lms.trainers.questions import TRAINER_LINKS
from lms.trainers.rights.labels import LEVEL_NAMES
from lms.trainers.rights.queries import list_rights

AHEAD = timedelta(days=60)


def trainer_page(person: Person, **broken: Any) -> str:
    """One trainer; `broken`: a form that was refused."""
    today, now = clock.today(), clock.now()
    rows = grades_of([person.id])
    periods = as_periods(rows)
    standing = standing_on(periods, today)
    first, last = month_of(today)
    sittings = sittings_of([person.id], first, today + AHEAD)
    profile = profiles_of([person.id]).get(person.id)
    own = person.id == current_user.id
    manages = Permission.MANAGE_TRAINERS in current_user.permissions and not own
    current = next((row for row in rows if standing.period and row.id == standing.period.grade_id), None)
    events = allowed_events(standing.status) if current else ()
    return render_template(
        "trainers/trainer.html", person=person, own=own, manages=manages, standing=standing, today=today,
        periods=[(row, status_on(period, today)) for row, period in zip(rows, periods, strict=True)][::-1],
        current=current, may_review=standing.status in MAY_REVIEW, next_level=next_level(standing),
        rights=list_rights(TeachingRight.person_id == person.id), profile=profile,
        absences=list_absences(person.id, today), last_day_of=last_day_of, speaking=speaking_of(list_suitability(person.id)),
        upcoming=[one for one in sittings if one.ends_at > now],
        hours=sum(one.hours for one in sittings if clock.local_date(one.starts_at) <= last),
        application=find_open(person.id), has_versions=bool(rows) or bool(versions_on(today)),
        imported=broken.get("imported") or ImportForm(formdata=None, prefix="import-"),
        event=broken.get("event") or event_form(events),
        right=broken.get("right") or right_form(formdata=None, from_day=today),
        absence=broken.get("absence") or AbsenceForm(formdata=None, prefix="absence-", from_day=today),
        profile_form=broken.get("profile") or profile_form(profile),
        links=gather(TRAINER_LINKS, person.id),
        events=events, event_names=EVENT_NAMES, event_done=EVENT_DONE, grade_names=GRADE_NAMES, how_names=HOW_NAMES,
        status_names=STATUS_NAMES, status_tones=STATUS_TONES, level_names=LEVEL_NAMES, absence_names=ABSENCE_NAMES,
        product_names=PRODUCT_NAMES, language_names_of=LANGUAGE_NAMES,
    )  # fmt: skip


def event_form(events: tuple[str, ...]) -> EventForm:
    """What can be decided about the grade that is held."""
    form = EventForm(formdata=None, prefix="event-")
    form.kind.choices = options((str(kind), EVENT_NAMES[kind]) for kind in events)
    return form


def right_form(**values: Any) -> RightForm:
    """A right to one of the courses that there are."""
    form = RightForm(prefix="right-", **values)
    form.course.choices = options(
        (course.code, f"{course.title} · {COURSE_LEVELS[course.level]}" if course.level else str(course.title))
        for course in list_teachable_courses()
    )
    return form


def profile_form(profile: TrainerProfile | None) -> ProfileForm:
    """As the profile stands."""
    if profile is None:
        return ProfileForm(formdata=None, prefix="profile-", languages=["zh"], product_lines=[], most_hours=0)
    return ProfileForm(
        formdata=None, prefix="profile-", bio_zh=profile.bio.zh if profile.bio else "",
        bio_en=profile.bio.en if profile.bio else "", languages=profile.languages, product_lines=profile.product_lines,
        most_hours=profile.most_hours,
    )  # fmt: skip
