"""The organisation: units and posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Post, Unit

FAMILIES = ("field", "agent", "parts", "management")


def add_unit(*, code: str, name: Bilingual, city: Bilingual, parent: Unit | None, actor: Actor, at: datetime) -> Unit:
    """A unit below another, or a root. Raises RuleBroken when the code is taken."""
    if db.session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise RuleBroken(Refusal("unit_code_taken", {"code": code}))
    unit = Unit(code=code, parent_id=parent.id if parent else None, path="", name=name, city=city)
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.flush()
    audit.record("unit.added", "unit", unit.id, actor=actor, at=at, code=code)
    return unit


def add_post(*, code: str, name: Bilingual, family: str, actor: Actor, at: datetime) -> Post:
    """A post in one of the four job families. Raises RuleBroken when the code is taken."""
    if db.session.scalar(select(Post.id).where(Post.code == code)) is not None:
        raise RuleBroken(Refusal("post_code_taken", {"code": code}))
    post = Post(code=code, name=name, family=family)
    db.session.add(post)
    db.session.flush()
    audit.record("post.added", "post", post.id, actor=actor, at=at, code=code)
    return post
