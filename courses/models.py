"""Tables of courses and of what people learned in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.bilingual import Bilingual
from lms.core.db import Base


class Course(Base):
    """A course in the catalogue; its contents stand in its versions."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("level IN ('basic', 'intermediate', 'advanced')", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    category: Mapped[str] = mapped_column(String(30), index=True)
    delivery: Mapped[str] = mapped_column(String(20))
    product_line: Mapped[str | None] = mapped_column(String(20))
    level: Mapped[str | None] = mapped_column(String(20))
    """`courses.rules.Level`; None: for people of every level. Fees and the right to teach go by it."""
    title: Mapped[Bilingual]
    summary: Mapped[Bilingual]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    review_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    added_at: Mapped[datetime]

    versions: Mapped[list[CourseVersion]] = relationship(order_by="CourseVersion.number", back_populates="course")


class CourseVersion(Base):
    """One state of a course's contents. Records point at the version they were earned under."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    course: Mapped[Course] = relationship(back_populates="versions")
    lessons: Mapped[list[Lesson]] = relationship(order_by="Lesson.position", back_populates="version")


class Lesson(Base):
    """One lesson: Markdown in both languages (Chinese and English), with its assets. `html_*` is the sanitised rendering, made when saved."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[Bilingual]
    minutes: Mapped[int]
    source_zh: Mapped[str] = mapped_column(Text)
    source_en: Mapped[str] = mapped_column(Text)
    html_zh: Mapped[str] = mapped_column(Text)
    html_en: Mapped[str] = mapped_column(Text)

    version: Mapped[CourseVersion] = relationship(back_populates="lessons")


class CourseAsset(Base):
    """A picture, video, caption file or paper of a course, by the name that its Markdown uses.

    Never changed: a file that replaces another is a further row of the same name, so that published versions keep
    showing what they showed. The last row of a name is the present one.
    """

    __tablename__ = "course_asset"
    __table_args__ = (UniqueConstraint("course_id", "name", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(String(120))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int | None]
    height: Mapped[int | None]


class LessonVisit(Base):
    """That a person opened a lesson, and how far down they had read (0–1000) when last seen."""

    __tablename__ = "lesson_visit"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"), Index(None, "person_id", "last_seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    place: Mapped[int] = mapped_column(default=0)


class LessonCompletion(Base):
    """That a person marked a lesson done. Never changed."""

    __tablename__ = "lesson_completion"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    completed_at: Mapped[datetime]


class CourseCompletion(Base):
    """That a person completed every lesson of a version of a course."""

    __tablename__ = "course_completion"
    __table_args__ = (UniqueConstraint("person_id", "version_id"), Index(None, "version_id", "completed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    completed_at: Mapped[datetime]

    version: Mapped[CourseVersion] = relationship()


class CourseAbility(Base):
    """An ability that a course teaches. It belongs to the course, not to a version: authors may say it at any time."""

    __tablename__ = "course_ability"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"), primary_key=True, index=True)


class CourseNeeds(Base):
    """A course that should be completed before another one. It warns whoever signs up to a session, and stops nobody."""

    __tablename__ = "course_needs"
    __table_args__ = (CheckConstraint("course_id <> needs_id", name="another"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    needs_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
