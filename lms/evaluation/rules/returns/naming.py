"""Names in a case that are written in two languages, and the one that a reader gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LANGUAGES = frozenset(("zh", "en"))


def in_language(content: Any, language: str) -> Any:
    """The content with every text of two languages in one of them; where it is not written, in the other."""
    if isinstance(content, Mapping):
        if content and LANGUAGES.issuperset(content):
            return content.get(language) or next(filter(None, content.values()), "")
        return {key: in_language(value, language) for key, value in content.items()}
    return [in_language(one, language) for one in content] if isinstance(content, list) else content


def pair(zh: str | None, en: str | None) -> str | dict[str, str]:
    """Two languages where both are written, else the one that is."""
    return {"zh": zh, "en": en} if zh and en else zh or en or ""


def parts(name: Any) -> tuple[str, str]:
    """The Chinese and the English of what `pair` made; a text of one language stands where its characters belong."""
    if isinstance(name, Mapping):
        return str(name.get("zh") or ""), str(name.get("en") or "")
    text = str(name or "")
    return ("", text) if text.isascii() else (text, "")


def joined(texts: Iterable[Any]) -> str | dict[str, str]:
    """Several texts as one, each once; in two languages where one of them is, and else as they were written."""
    each = list(dict.fromkeys(parts(one) for one in texts if one))
    if not any(zh and en for zh, en in each):
        return "; ".join(zh or en for zh, en in each)
    return pair("；".join(zh or en for zh, en in each), "; ".join(en or zh for zh, en in each))
