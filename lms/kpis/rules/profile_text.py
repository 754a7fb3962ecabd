"""A profile as the TOML text that people read and edit."""

from __future__ import annotations

import json
from collections.abc import Iterable

from lms.kpis.rules.profiles import FieldRule, Profile


def write_profile(profile: Profile) -> str:
    """The TOML of a profile; `read_profile` gives back the same profile."""
    lines = [f"name = {_q(profile.name)}", f"source = {_q(profile.source)}", f"dates = {_q(profile.dates)}"]
    if profile.zone:
        lines.append(f"zone = {_q(profile.zone)}")
    if profile.decimal != ".":
        lines.append(f"decimal = {_q(profile.decimal)}")
    if profile.repeated != "reject":
        lines.append(f"repeated = {_q(profile.repeated)}")
    if profile.null_words:
        lines.append(f"null_words = {_list(profile.null_words)}")
    file = [
        f"{key} = {_q(value)}"
        for key, value in (
            ("format", profile.format), ("encoding", profile.encoding), ("separator", profile.separator),
            ("sheet", profile.sheet),
        )
        if value is not None
    ]  # fmt: skip
    if profile.header_row != 1:
        file.append(f"header_row = {profile.header_row}")
    if file:
        lines += ["", "[file]", *file]
    if profile.fold:
        lines += ["", "[fold]", *([f"order_by = {_q(profile.order_by)}"] if profile.order_by else [])]
    short = {key: rule for key, rule in profile.fields.items() if rule == FieldRule(columns=rule.columns[:1])}
    lines += ["", "[fields]", *(f"{key} = {_q(rule.columns[0])}" for key, rule in short.items())]
    for key, rule in profile.fields.items():
        if key not in short:
            lines += ["", f"[fields.{key}]", *_rule(rule)]
    return "\n".join(lines) + "\n"


def _rule(rule: FieldRule) -> Iterable[str]:
    if len(rule.columns) == 1:
        yield f"column = {_q(rule.columns[0])}"
    elif rule.columns:
        yield f"columns = {_list(rule.columns)}"
    for key in ("value", "otherwise", "dates", "zone", "unit", "after", "take"):
        value = getattr(rule, key)
        if value is not None:
            yield f"{key} = {_q(value)}"
    if rule.scale:
        yield f"scale = [{rule.scale[0]:g}, {rule.scale[1]:g}]"
    if rule.words:
        yield "words = { " + ", ".join(f"{_q(word)} = {_q(meaning)}" for word, meaning in rule.words.items()) + " }"
    if rule.when:
        parts = [f"column = {_q(rule.when.column)}"]
        parts += [f"is = {_list(rule.when.among)}"] if rule.when.among else []
        parts += [f"not = {_list(rule.when.not_among)}"] if rule.when.not_among else []
        yield "when = { " + ", ".join(parts) + " }"
    if rule.optional:
        yield "optional = true"


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")  # a JSON string is a TOML string


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_q(text) for text in texts) + "]"
