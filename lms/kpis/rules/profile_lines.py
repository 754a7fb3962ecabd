"""On which line of a profile's text a fault lies, so that whoever edits it finds the place."""

from __future__ import annotations

import re

from lms.kpis.rules.profiles import ProfileFault

_TABLE = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


def line_of(text: str, fault: ProfileFault) -> int | None:
    """The line, from 1; None where the fault is about something that is not there."""
    if fault.code == "profile_not_toml":
        return int(str(fault.values["line"]))
    field = fault.values.get("field")
    wanted = f"fields.{field}" if field else str(fault.values.get("place") or ("name" if "name" in fault.code else ""))
    if not wanted or fault.code == "profile_lacks":
        return None
    lines = _places(text)
    written, value = text.splitlines(), str(fault.values.get("value", ""))
    for place, number in lines.items():  # a key that is named without its table: the line that also holds its value
        if wanted not in lines and place.endswith(f".{wanted}") and value and value in written[number - 1]:
            return number
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted.rpartition(".")[0]
    return None


def _places(text: str) -> dict[str, int]:
    """Each table and key with the line on which it is first written."""
    table, places = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TABLE.fullmatch(line.partition("#")[0].rstrip()):
            table = _plain(found.group(1))
            places.setdefault(table, number)
        elif found := _KEY.match(line):
            key = _plain(found.group(1))
            places.setdefault(f"{table}.{key}" if table else key, number)
    return places


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
