"""Languages: whose reader reads what, and how dates and numbers are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date as babel_date
from flask import Flask, current_app, g, has_request_context, request
from flask.globals import _cv_app
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_locale
from flask_login import current_user

from lms.core.bilingual import Bilingual
from lms.core.units import units

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}
CATALOGUES = (
    "core",
    "people",
    "courses",
    "assessments",
    "certificates",
    "skills",
    "workdays",
    "plans",
    "mentoring",
    "trainers",
    "onboarding",
    "evaluation",
    "performance",
    "kpis",
    "api",
    "reports",
    "home",
    "demo",
)
COOKIE = "language"
_FOLDER = Path(__file__).resolve().parents[1] / "translations"


def language() -> str:
    """The reader's language, "zh" or "en": inside `force_locale` that one, else chosen, else the browser's, else the default."""
    try:  # Flask-Babel's own memory, asked directly and not through a proxy: a page asks a hundred times
        locale = _cv_app.get().g._flask_babel.babel_locale or get_locale()
    except (AttributeError, LookupError):
        locale = get_locale()  # not chosen yet, or None outside every context
    return "en" if locale is not None and locale.language == "en" else "zh"


def choose_language() -> str:
    """Which language this request is answered in."""
    if not has_request_context():
        return current_app.extensions["settings"].default_language
    chosen = g.get("language")
    if chosen is None:
        kept = current_user.language if current_user.is_authenticated else None
        kept = kept or request.cookies.get(COOKIE)
        chosen = kept if kept in LOCALES else _from_browser()
        g.language = chosen
    return chosen


def _from_browser() -> str:
    for tag, _quality in request.accept_languages:
        if tag.split("-")[0].lower() in LOCALES:
            return tag.split("-")[0].lower()
    return current_app.extensions["settings"].default_language


def text(value: Bilingual | dict[str, str] | str | None) -> str:
    """A bilingual text in the reader's language (template filter `t`)."""
    return "" if value is None else Bilingual.of(value).in_language(language())


@lru_cache(maxsize=10_000)
def _written(value: date, pattern: str) -> str:
    return format_date(value, pattern)  # each language has patterns of its own, so the locale is no part of the key


def day(value: date | datetime | None) -> str:
    """A date as its reader writes it; a moment is first brought to the organisation's zone (filter `day`)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(current_app.extensions["settings"].zone).date()
    return _written(value, "y年M月d日" if language() == "zh" else "d MMM y")


def day_in_both(value: date) -> Bilingual:
    """A date as readers of either language write it, for sentences that are read later."""
    patterns = {"zh": "y年M月d日", "en": "d MMM y"}
    return Bilingual(**{code: babel_date(value, patterns[code], locale=LOCALES[code]) for code in LOCALES})


def short_day(value: date | datetime | None) -> str:
    """A date without the year: 11月22日, 22 Nov (filter `short_day`)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(current_app.extensions["settings"].zone).date()
    return _written(value, "M月d日" if language() == "zh" else "d MMM")


def moment(value: datetime | None) -> str:
    """A moment in the organisation's zone, to the minute (filter `moment`)."""
    if value is None:
        return ""
    local = value.astimezone(current_app.extensions["settings"].zone)
    return format_datetime(local, "y年M月d日 HH:mm" if language() == "zh" else "d MMM y, HH:mm", rebase=False)


def number(value: Any, digits: int = 1) -> str:
    """A number with at most `digits` decimals and the reader's separators (filter `number`)."""
    return "" if value is None else format_decimal(value, format="#,##0." + "#" * digits if digits else "#,##0")


def install(app: Flask) -> None:
    """Wire Flask-Babel, the filters and the language globals."""
    compiled = [name for name in CATALOGUES if (_FOLDER / LOCALES["zh"] / "LC_MESSAGES" / f"{name}.mo").exists()] or [
        "core"
    ]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(_FOLDER)] * len(compiled))
    app.config["BABEL_DOMAIN"] = ";".join(compiled)  # an absent catalogue would bring English plurals with it
    zone = app.extensions["settings"].zone.key
    locales = {code: Locale.parse(name) for code, name in LOCALES.items()}
    Babel(app, locale_selector=lambda: locales[choose_language()], default_timezone=zone)
    filters: dict[str, Callable[..., str]] = {
        "t": text,
        "day": day,
        "short_day": short_day,
        "moment": moment,
        "number": number,
        "units": units,
    }
    for name, function in filters.items():
        app.add_template_filter(function, name)

    @app.context_processor
    def language_globals() -> dict[str, Any]:
        return {"html_lang": HTML_LANG[language()], "language": language(), "language_names": NAMES}
