"""Tables of the organisation and its people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.access import Role
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base, Code


class Unit(Base):
    """An organisation unit. `path` lists the ids from the root down ("/1/4/9/"), so that a subtree is one LIKE."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    name: Mapped[Bilingual]
    city: Mapped[Bilingual]


class Post(Base):
    """A post that people hold; `family` is one of the four job families (field, agent, parts, management)."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Bilingual]
    family: Mapped[str] = mapped_column(String(20))


class Person(Base):
    """Somebody who works here, or did. The record outlives the employment, since certificates rest on it."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("name_zh <> '' OR name_latin <> ''", name="has_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_no: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(100), default="")
    name_latin: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    grade: Mapped[str | None] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))
    hired_on: Mapped[date]
    left_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(5), default="zh")
    added_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    post: Mapped[Post] = relationship()

    @property
    def name(self) -> Bilingual:
        """The name as readers of each language expect it."""
        return Bilingual(self.name_zh or self.name_latin, self.name_latin or self.name_zh)

    @property
    def name_and_number(self) -> str:
        """The name in the current language with the employee number, to choose by: two people may have the same name."""
        return f"{self.name} · {self.employee_no}"

    @property
    def display_name(self) -> str:
        """How logs and the audit trail name the person."""
        return self.name_zh or self.name_latin


@append_only
class Placement(Base):
    """From which day on somebody works in a unit. Of several with the same day the last written holds; `Person.unit_id` is where they
    are now. Whoever has none was never moved."""

    __tablename__ = "placement"
    __table_args__ = (Index(None, "person_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    from_day: Mapped[date]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]


class Account(Base):
    """A way to sign in. `epoch` is raised to end every session (password changed, account closed).

    `language` is the one chosen on the page; None means that the browser decides. Letters go by `Person.language`.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(5))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


@append_only
class PersonErasure(Base):
    """The personal data of somebody who left were erased, by whom and why. Append-only."""

    __tablename__ = "person_erasure"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    erased_at: Mapped[datetime]
    erased_by: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500))


class RoleAssignment(Base):
    """A person holds a role, for one unit and all below it, or (unit None) for the whole organisation; for a time."""

    __tablename__ = "role_assignment"
    __table_args__ = (Index(None, "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(Code(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit | None] = relationship()


class SignInLink(Base):
    """A link that signs in once, to set the first password. Only the token's hash is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """One failed sign-in, counted by name and by address to slow down guessing."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index(None, "username", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


class RosterImport(Base):
    """One roster file that was brought in: what it was, who did it, and what became of its rows."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    rejects_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    loaded_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
