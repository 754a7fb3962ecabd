"""Tables of how examinations are held: terms of conduct, extra time, codes to start, and what invigilators see and do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class ExamConduct(Base):
    """How an exam is held. A change is a new row: the last one counts, attempts keep the one they began under.

    `most_apart` is the largest difference between two markers, in per cent of an essay's points, that is settled by their
    mean; with more, a third decides. `appeal_days` 0 means that nobody may appeal.
    """

    __tablename__ = "exam_conduct"
    __table_args__ = (
        CheckConstraint("at_deadline IN ('submit', 'grace', 'abandon')", name="at_deadline"),
        CheckConstraint("grace_minutes >= 0 AND appeal_days >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    at_deadline: Mapped[str] = mapped_column(String(20))
    grace_minutes: Mapped[int]
    one_way: Mapped[bool]
    shuffle_items: Mapped[bool]
    shuffle_options: Mapped[bool]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    needs_code: Mapped[bool]
    watches_focus: Mapped[bool]
    second_marker: Mapped[bool]
    most_apart: Mapped[float]
    appeal_days: Mapped[int]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class AttemptConduct(Base):
    """Under which terms one attempt is held, and how much longer it was given than others."""

    __tablename__ = "attempt_conduct"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    conduct_id: Mapped[int | None] = mapped_column(ForeignKey("exam_conduct.id"))
    extra_percent: Mapped[int]
    start_code_id: Mapped[int | None] = mapped_column(ForeignKey("start_code.id"))


class StartCode(Base):
    """A code that an invigilator tells those in the room; until `valid_until` it lets them begin."""

    __tablename__ = "start_code"
    __table_args__ = (Index(None, "exam_id", "valid_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    code: Mapped[str] = mapped_column(String(12))
    valid_until: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Accommodation(Base):
    """Extra time for a person in exams, from a day on. Ended by dating `ended_at`; never deleted."""

    __tablename__ = "accommodation"
    __table_args__ = (CheckConstraint("extra_percent BETWEEN 1 AND 200", name="extra_percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    extra_percent: Mapped[int]
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class FocusLoss(Base):
    """The exam page was left for another window, as the page itself told. `number` counts on the device and makes a repeat
    harmless; `at` is the server's time."""

    __tablename__ = "focus_loss"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int]
    position: Mapped[int | None]
    seconds: Mapped[int]
    at: Mapped[datetime]


@append_only
class Intervention(Base):
    """What an invigilator did to a running attempt: added minutes, or stopped it; always with a reason. Append-only."""

    __tablename__ = "intervention"
    __table_args__ = (CheckConstraint("kind IN ('time_added', 'stopped')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    done_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime]


@append_only
class QuestionLeft(Base):
    """With one-way navigation: a question that was left for the next one and stays closed. Append-only."""

    __tablename__ = "question_left"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    left_at: Mapped[datetime]
