"""The mapping page's question how dates are written: asked where they can be read both ways, answered by a person.

Beside the controls lie `doubt-0`, `doubt-1`, … (what is asked, kept by the server) and `said-0`, `said-1`, … (the answers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.kpis.rules.doubtful_days import Doubt
from lms.kpis.rules.fields import BY_NAME
from lms.kpis.rules.mapping import Values, columns_of_fields, plain, used_fields

KEPT = "doubt-"


def questions(doubts: Sequence[Doubt]) -> Values:
    """The questions and, where something speaks for one reading, that as the answer proposed."""
    values: Values = {}
    for number, doubt in enumerate(doubts):
        values[f"{KEPT}{number}"] = [doubt.example, " ".join(doubt.orders), doubt.likely, doubt.why, *doubt.headings]
        values[f"said-{number}"] = [doubt.likely]
    return values


def asked(values: Mapping[str, Sequence[str]]) -> dict[int, Doubt]:
    """The questions that matter: about columns that became moments."""
    used = {plain(column) for columns in _moments(values).values() for column in columns}
    used |= {plain(text) for text in values.get("order_by") or () if values.get("fold")}
    found = {}
    for key, kept in values.items():
        if key.startswith(KEPT) and used & {plain(heading) for heading in kept[4:]}:
            example, orders, likely, why, *headings = kept
            found[int(key.removeprefix(KEPT))] = Doubt(tuple(headings), example, tuple(orders.split()), likely, why)
    return found


def answer(values: Mapping[str, Sequence[str]], number: int) -> str:
    """What was said; empty where nothing was, or nothing that was asked for."""
    said = next(iter(values.get(f"said-{number}") or ("",)), "")
    return said if said in asked(values)[number].orders else ""


def unsaid(values: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns whose question has no answer yet."""
    return [
        heading for number, doubt in asked(values).items() if not answer(values, number) for heading in doubt.headings
    ]


def settled(values: Values) -> Values:
    """The choices with the answers written to the controls of the dates: the opening's for the whole file, others to their
    own fields."""
    answers = {
        plain(heading): said
        for number, doubt in asked(values).items()
        if (said := answer(values, number))
        for heading in doubt.headings
    }
    if not answers:
        return values
    whole = next(iter(values.get("dates") or ("",)), "") or "ymd"
    ways = {}
    for field, columns in _moments(values).items():
        own = next(iter(values.get(f"dates-{field}") or ("",)), "") or whole
        ways[field] = next((answers[plain(column)] for column in columns if plain(column) in answers), own)
    order_by = plain(next(iter(values.get("order_by") or ("",)), ""))
    whole = ways.get("opened_at") or answers.get(order_by, whole)
    own_ways = {f"dates-{field}": ["" if way == whole else way] for field, way in ways.items()}
    return {**values, "dates": [whole], **own_ways}


def _moments(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The columns of each field that holds moments, and no lengths of time."""
    columns = columns_of_fields(values)
    return {
        field: columns[field]
        for field in used_fields(values)
        if field in columns
        and BY_NAME[field].kind == "moment"
        and not next(iter(values.get(f"unit-{field}") or ("",)), "")
    }
