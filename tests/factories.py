"""Rows for tests, each with what it needs and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.people.models import Account, Person, Post, RoleAssignment, Unit


class Factory:
    """Makes units, posts, people and accounts. Further packages' rows are made by the actions under test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.count = 0

    def number(self) -> int:
        """A number not used before in this test."""
        self.count += 1
        return self.count

    def unit(self, code: str = "", parent: Unit | None = None, zh: str = "服务站", en: str = "Service station") -> Unit:
        """An organisation unit; without a parent, a root."""
        with transaction() as session:
            unit = Unit(
                code=code or f"U{self.number()}",
                parent_id=parent.id if parent else None,
                path="",
                name=Bilingual(zh, en),
                city=Bilingual("上海", "Shanghai"),
            )
            session.add(unit)
            session.flush()
            unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        return unit

    def post(self, code: str = "field-engineer", family: str = "field") -> Post:
        """A post, made once for its code."""
        with transaction() as session:
            post = session.scalar(select(Post).where(Post.code == code))
            if post is None:
                post = Post(code=code, name=Bilingual("售后工程师", "Field engineer"), family=family)
                session.add(post)
        return post

    def person(self, *roles: Role, unit: Unit | None = None, everywhere: bool = False, **values: Any) -> Person:
        """A person with roles for their unit (or for the whole organisation) and an account without a password."""
        unit = unit or self.unit()
        post = self.post()
        n = self.number()
        values = {
            "employee_no": f"E{n:04d}", "name_zh": f"测试员{n}", "name_latin": f"Tester {n}", "email": f"tester{n}@example.org",
            "language": "en", "hired_on": date(2026, 1, 5), **values,
        }  # fmt: skip
        with transaction() as session:
            person = Person(unit_id=unit.id, post_id=post.id, added_at=clock.now(), **values)
            session.add(person)
            session.flush()
            session.add(
                Account(
                    person_id=person.id,
                    username=person.employee_no.lower(),
                    must_change_password=False,
                    opened_at=clock.now(),
                )
            )
            for role in roles:
                session.add(
                    RoleAssignment(
                        person_id=person.id,
                        role=role,
                        unit_id=None if everywhere else unit.id,
                        from_day=date(2026, 1, 1),
                    )
                )
        return person

    def browser(self, person: Person) -> FlaskClient:
        """A browser in which the person is signed in, reading English; posts through `tests.browsing.send`."""
        account = db.session.scalar(select(Account).where(Account.person_id == person.id))
        assert account is not None
        session_id = f"{account.id}:{account.epoch}"
        db.session.rollback()
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        with client.session_transaction() as session:
            session["_user_id"] = session_id
            session["_fresh"] = True
        return client
