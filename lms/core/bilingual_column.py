"""The column of a text in both languages, apart from the text itself, which is used where there is no database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lms.core.bilingual import Bilingual


class BilingualText(TypeDecorator[Bilingual]):
    """A JSON column that holds a Bilingual."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Bilingual | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else value.as_dict()

    def process_result_value(self, value: Any, dialect: Dialect) -> Bilingual | None:
        return None if value is None else Bilingual.of(value)
