"""Tables of providers: who they are, contracts, prices, criteria and scores, courses bought, and the duty to share inside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.sessions.models import CourseSession
from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Person

FORMS = ("open", "in_house", "online")


class Provider(Base):
    """Somebody outside who trains people of ours."""

    __tablename__ = "provider"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    profile: Mapped[str] = mapped_column(Text)
    website: Mapped[str] = mapped_column(String(300), default="")
    fields: Mapped[str] = mapped_column(String(300), default="")
    """What they teach, in a few words."""
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    retired_on: Mapped[date | None]
    retired_reason: Mapped[str] = mapped_column(Text, default="")

    people: Mapped[list[ProviderPerson]] = relationship(order_by="ProviderPerson.id")
    contracts: Mapped[list[ProviderContract]] = relationship(order_by="ProviderContract.until_day.desc()")
    prices: Mapped[list[ProviderPrice]] = relationship(order_by="ProviderPrice.from_day.desc()")
    scores: Mapped[list[ProviderScore]] = relationship(order_by="ProviderScore.id.desc()")
    courses: Mapped[list[ExternalCourse]] = relationship(
        order_by="ExternalCourse.from_day.desc()", back_populates="provider"
    )


class ProviderPerson(Base):
    """A contact or a trainer of a provider; whoever is there no longer has `removed_at`."""

    __tablename__ = "provider_person"
    __table_args__ = (CheckConstraint("kind IN ('contact', 'trainer')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(300))
    """Of a contact the task, of a trainer the qualification."""
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ProviderContract(Base):
    """A contract with its file, from its first to its last day. `keeper_id` is reminded before the end."""

    __tablename__ = "provider_contract"
    __table_args__ = (CheckConstraint("from_day <= until_day", name="days"), Index(None, "until_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    from_day: Mapped[date]
    until_day: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    keeper_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    ended_on: Mapped[date | None]

    keeper: Mapped[Person] = relationship(foreign_keys=[keeper_id])
    provider: Mapped[Provider] = relationship(overlaps="contracts")


@append_only
class ProviderPrice(Base):
    """What a provider asks from a day on: for a person, a day or a whole course."""

    __tablename__ = "provider_price"
    __table_args__ = (
        CheckConstraint("form IN ('open', 'in_house', 'online')", name="form"),
        CheckConstraint("basis IN ('person', 'day', 'course')", name="basis"),
        CheckConstraint("hundredths >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    from_day: Mapped[date]
    form: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(200))
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    @property
    def amount(self) -> Decimal:
        """The price."""
        return Decimal(self.hundredths) / 100


@append_only
class ProviderCriteria(Base):
    """By what providers are judged from a day on: criteria with their weights, which make up a hundred."""

    __tablename__ = "provider_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_day: Mapped[date]
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


@append_only
class ProviderScore(Base):
    """How one person judged a provider by a set of criteria, from 1 to 5 each; their last of a year counts."""

    __tablename__ = "provider_score"
    __table_args__ = (Index(None, "provider_id", "scorer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    criteria_id: Mapped[int] = mapped_column(ForeignKey("provider_criteria.id"))
    scorer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    marks: Mapped[dict[str, int]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    scored_on: Mapped[date]
    scored_at: Mapped[datetime]

    criteria: Mapped[ProviderCriteria] = relationship()
    scorer: Mapped[Person] = relationship()


class ExternalCourse(Base):
    """A course bought: open, in-house or online. `course_code` names the course of ours that it stands for, where there is one;
    `share_days`: within so many days after it those who attended share inside (None: they need not)."""

    __tablename__ = "external_course"
    __table_args__ = (
        CheckConstraint("form IN ('open', 'in_house', 'online')", name="form"),
        CheckConstraint("from_day <= until_day", name="days"),
        CheckConstraint("hundredths >= 0", name="amount"),
        Index(None, "until_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(10))
    course_code: Mapped[str | None] = mapped_column(String(60))
    from_day: Mapped[date]
    until_day: Mapped[date]
    hundredths: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    share_days: Mapped[int | None]
    bought_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    bought_at: Mapped[datetime]
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")

    provider: Mapped[Provider] = relationship(back_populates="courses")
    attendees: Mapped[list[ExternalAttendee]] = relationship(order_by="ExternalAttendee.id", back_populates="course")

    @property
    def amount(self) -> Decimal:
        """What it cost."""
        return Decimal(self.hundredths) / 100


class ExternalAttendee(Base):
    """Somebody of ours who attends a course that was bought; `removed_at`: did not go after all."""

    __tablename__ = "external_attendee"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("external_course.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    course: Mapped[ExternalCourse] = relationship(back_populates="attendees")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    results: Mapped[list[ExternalResult]] = relationship(order_by="ExternalResult.id")
    sharings: Mapped[list[ExternalSharing]] = relationship(order_by="ExternalSharing.id")

    @property
    def sharing(self) -> ExternalSharing | None:
        """The session that counts."""
        return self.sharings[-1] if self.sharings else None


@append_only
class ExternalResult(Base):
    """What came of it for one attendee, from 0 to 100: level 1 how it was found, 2 a test (`before` and after), 3 what the
    supervisor sees at work. The last of a level counts."""

    __tablename__ = "external_result"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("value BETWEEN 0 AND 100 AND (before IS NULL OR before BETWEEN 0 AND 100)", name="scale"),
        Index(None, "attendee_id", "level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("external_attendee.id"))
    level: Mapped[int]
    value: Mapped[float] = mapped_column(Float)
    before: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None]
    """As the provider says; None: it says nothing."""
    on_day: Mapped[date | None]
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class ExternalResultImport(Base):
    """A file of results that somebody sent for a course that was bought."""

    __tablename__ = "external_result_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("external_course.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    loaded_at: Mapped[datetime | None]


@append_only
class ExternalSharing(Base):
    """The session in which an attendee shares inside what was learned outside; the last one counts, where one was called off."""

    __tablename__ = "external_sharing"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("external_attendee.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"), index=True)
    linked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime]

    session: Mapped[CourseSession] = relationship()


@append_only
class ProviderReminder(Base):
    """That somebody was reminded, so many days before: of a contract's end or of a sharing that is due."""

    __tablename__ = "provider_reminder"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime]
