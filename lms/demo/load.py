"""Loading the demo company: one transaction, step by step, with a word on each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from lms.core import clock
from lms.core.config import Settings
from lms.core.db import db, transaction
from lms.demo import catalogue
from lms.demo.certification import Certification
from lms.demo.changes import Changes
from lms.demo.classes import Classes
from lms.demo.company import Company, write_company
from lms.demo.history.album import Album
from lms.demo.history.certificates import award_all
from lms.demo.history.enrolling import Enrolling, release_mentors
from lms.demo.history.refreshers import refresher_deeds
from lms.demo.history.shelf import read_shelf
from lms.demo.history.story import Story
from lms.demo.mentoring import Mentoring
from lms.demo.money import Money
from lms.demo.papers import publish_designs
from lms.demo.sessions import Sessions
from lms.demo.staffing import plan_company
from lms.demo.trainers import Trainers
from lms.demo.workdays import at, workdays_back

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How large the demo company is and how far back its history goes."""

    people: int = 400
    months: int = 24
    seed: int = 1


def load(size: Size, say: Say) -> None:
    """Invent the company and write it, all or nothing. `say` is told of each step."""
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    plan = plan_company(people=size.people, months=size.months, seed=size.seed, today=clock.today())
    album = Album(random.Random(f"album {size.seed}"))
    with transaction():
        company = write_company(plan, password=settings.demo_password, zone=settings.zone)
        say(f"company: {len(company.people)} people in {len(company.units)} units")
        first_day = plan.intakes[0].starts_on
        _load_catalogue(company, at(workdays_back(first_day, 20), 10, settings.zone), say)
        _write_history(company, album, now, size, say)
        put_audit_in_order()
        say("saving")


def _load_catalogue(company: Company, moment: datetime, say: Say) -> None:
    author = company.cast["manager"]
    say(f"courses: {catalogue.load_courses(company.cast['trainer'], moment)}")
    say(f"question bank: {catalogue.load_bank(author, moment)} items")
    say(f"exams: {catalogue.load_exams(author, moment)}")
    say(f"practical tasks and rubrics: {catalogue.load_practicals(author, moment)}")
    say(f"certification schemes: {catalogue.load_schemes(author, moment)}")
    say(f"designs of papers: {publish_designs(actor=author, at=moment)}")
    say(f"onboarding tracks: {catalogue.load_tracks(author, moment)}")


def _write_history(company: Company, album: Album, now: datetime, size: Size, say: Say) -> None:
    settings: Settings = current_app.extensions["settings"]
    seed, shelf = size.seed, read_shelf()
    people = {person.id: person for person in company.people}
    learners = Enrolling(company, shelf, settings.zone, now, seed).learners()
    say(f"intakes: {len(company.plan.intakes)} with {len(learners)} new hires")
    say(f"classes of intakes: {Classes(company, shelf, settings.zone, now).write(learners)}")
    story = Story(shelf, people, album, settings.zone, now)
    story.write_past(learners)
    say(f"finished programmes: {len(story.gates.ended)}")
    release_mentors(story.gates.ended, settings.zone)
    say(f"certificates: {award_all(company, story.gates.awards, settings.zone, now, seed)}")
    deeds = refresher_deeds(company, shelf, months=size.months, now=now, zone=settings.zone, seed=seed)
    story.facts.write(deeds)
    say(f"refresher lessons of experienced engineers: {len(deeds)}")
    say(f"last days: {story.act_recent()} deeds")
    Changes(company, settings.zone, now, seed).write(say)
    Mentoring(company, album, settings.zone, now, seed).write(say)
    Sessions(company, settings.zone, now, seed).write(say)
    Certification(company, shelf, settings.zone, now).write(say)
    Trainers(company, settings.zone, now).write(say)
    Money(company, settings.zone, now, seed).write(say)
    drafted = catalogue.load_drafts(
        company.cast["manager"], company.cast["trainer"], at(workdays_back(clock.local_date(now), 1), 15, settings.zone)
    )
    say(f"questions to review: {drafted}")
    story.tidy()


def put_audit_in_order() -> None:
    """The lines that wait for the commit are chained in the order of their moments, as they would have been."""
    db.session().info.get("audit", []).sort(key=lambda line: line["at"])
