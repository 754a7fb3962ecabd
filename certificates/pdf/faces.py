"""What a paper certifies: of whom, what, since when, and where to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.core.bilingual import Bilingual

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
AFTER_SALES = Bilingual(zh="售后技术服务", en="after-sales service")
"""The field of work of a scheme that names none, and of every certificate issued before schemes could."""


@dataclass(frozen=True)
class CertificateFace:
    """All that a certificate of a tier says. One of the two names may be empty."""

    name_zh: str
    name_latin: str
    title: Bilingual
    tier: Bilingual
    tier_level: int
    product_line: Bilingual
    number: str
    issued_on: date
    expires_on: date | None
    organisation: Bilingual
    signatory_name: Bilingual
    signatory_title: Bilingual
    verify_url: str
    demo: bool = False
    field_of_work: Bilingual = AFTER_SALES

    def __post_init__(self) -> None:
        _need_name(self.name_zh, self.name_latin)
        if not 1 <= self.tier_level <= 4:
            raise ValueError(f"A tier has 1 to 4 marks, not {self.tier_level}.")

    def values(self, language: str) -> Mapping[str, str]:
        """What texts may mention, in a language."""
        spoken = {
            "title": self.title, "tier": self.tier, "product_line": self.product_line,
            "field_of_work": self.field_of_work, "organisation": self.organisation,
        }  # fmt: skip
        expires = "长期有效" if language == "zh" else "no expiry"
        return {
            **{name: text.in_language(language) for name, text in spoken.items()},
            "name": name_in(self, language),
            "number": self.number,
            "issued_on": day_in(self.issued_on, language),
            "expires_on": day_in(self.expires_on, language) if self.expires_on else expires,
        }

    @property
    def holder(self) -> str:
        """The names as they stand in the title of the file."""
        return " ".join(filter(None, (self.name_zh, self.name_latin)))


@dataclass(frozen=True)
class TrainingFace:
    """All that a paper about a course says, which knows no tier: that somebody completed it, or was there (`attended`).
    `hours` are those of the course, or those the person was present; None where nobody counted."""

    name_zh: str
    name_latin: str
    course: Bilingual
    hours: float | None
    first_day: date
    last_day: date
    number: str
    issued_on: date
    organisation: Bilingual
    signatory_name: Bilingual
    signatory_title: Bilingual
    verify_url: str
    attended: bool = False
    result: Bilingual | None = None
    demo: bool = False

    def __post_init__(self) -> None:
        _need_name(self.name_zh, self.name_latin)
        if self.last_day < self.first_day:
            raise ValueError("A course ends on the day it begins or later.")

    def values(self, language: str) -> Mapping[str, str]:
        """What texts may mention, in a language."""
        return {
            "course": self.course.in_language(language),
            "hours": hours_in(self.hours, language) if self.hours is not None else "",
            "period": period_in(self.first_day, self.last_day, language),
            "result": self.result.in_language(language) if self.result else "",
            "organisation": self.organisation.in_language(language),
            "name": name_in(self, language),
            "number": self.number,
            "issued_on": day_in(self.issued_on, language),
        }

    @property
    def holder(self) -> str:
        """The names as they stand in the title of the file."""
        return " ".join(filter(None, (self.name_zh, self.name_latin)))


Face = CertificateFace | TrainingFace


def _need_name(zh: str, latin: str) -> None:
    if not (zh.strip() or latin.strip()):
        raise ValueError("A certificate needs a name.")


def name_in(face: Face, language: str) -> str:
    """The holder's name for readers of a language."""
    first, second = (face.name_zh, face.name_latin) if language == "zh" else (face.name_latin, face.name_zh)
    return first or second


def date_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def date_en(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_in(day: date, language: str) -> str:
    """A day as people write it."""
    return date_zh(day) if language == "zh" else date_en(day)


def hours_in(hours: float, language: str) -> str:
    """Hours with their unit: 1.5 or 12, never 12.0."""
    number = f"{hours:.1f}".removesuffix(".0")
    return f"{number}学时" if language == "zh" else f"{number} hour{'' if number == '1' else 's'}"


def period_in(first: date, last: date, language: str) -> str:
    """From a day to a day, saying once what both share."""
    if first == last:
        return day_in(first, language)
    if language == "zh":
        end = f"{last.month}月{last.day}日" if first.year == last.year else date_zh(last)
        end = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else end
        return f"{date_zh(first)}至{end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_en(last)}"
    begin = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else date_en(first)
    return f"{begin} to {date_en(last)}"
