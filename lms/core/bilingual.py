"""Text that exists in both languages: titles, questions, criteria."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bilingual:
    """One text in Chinese and in English. Either may be empty; the reader then gets the other."""

    zh: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text for a reader of "zh" or "en", or the other language's where there is none."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second

    def __str__(self) -> str:
        """The text in the current reader's language, so that pages can print it as it is."""
        from lms.core.i18n import language

        return self.in_language(language())

    @classmethod
    def of(cls, value: Any) -> Bilingual:
        """From {"zh": …, "en": …} as files and JSON columns hold it, or from one plain text for both."""
        if isinstance(value, Bilingual):
            return value
        if isinstance(value, str):
            return cls(value, value)
        return cls(str(value.get("zh") or ""), str(value.get("en") or ""))

    def as_dict(self) -> dict[str, str]:
        """The shape that JSON holds."""
        return {"zh": self.zh, "en": self.en}
