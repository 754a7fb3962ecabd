"""One requirement as a form: which fields each kind has, what they show, and what was entered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from certificates.rules.requirement_kinds import GROUPS, Kind, codes_of
from lms.kpis.rules.criteria import AT_LEAST, AT_MOST

NUMBER, CODES, CHOICE, TEXT = "number", "codes", "choice", "text"
FREE_LINES = 2
"""So many empty selects follow those that are chosen."""


@dataclass(frozen=True)
class FieldOf:
    """One field of a kind: its name in the data, its label, its shape and a word of help."""

    name: str
    label: Any
    shape: str = NUMBER
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()


_AGE = FieldOf("months", _l("Not older than so many months"), help=_l("Empty: however old."))
_MARK = FieldOf("min", _l("At least, in per cent"), help=_l("Empty: as the exam itself demands."))
_COUNT = FieldOf("min", _l("How many"))
GROUP_KINDS = ((Kind.ALL, _l("All of them")), (Kind.ANY, _l("Any one of them")), (Kind.AT_LEAST, _l("At least n of them")))  # fmt: skip
_GROUP = (
    FieldOf("kind", _l("Of what stands in the group must be met"), CHOICE, choices=GROUP_KINDS),
    FieldOf("n", _l("n, where n of them must be met")),
)
FIELDS: Mapping[str, tuple[FieldOf, ...]] = {
    Kind.EXAM: (FieldOf("codes", _l("Exam; of several, one will do"), CODES), _MARK, _AGE),
    Kind.PRACTICAL_EXAM: (FieldOf("codes", _l("Practical examination; of several, one will do"), CODES), _MARK, _AGE),
    Kind.PRACTICALS: (
        FieldOf("codes", _l("Practical tasks, all of them"), CODES),
        FieldOf("observations", _l("Signed off so many times each"), help=_l("Empty: as the task itself demands.")),
        FieldOf("people", _l("By so many different people")),
    ),
    Kind.COURSE: (
        FieldOf("codes", _l("Course; of several, one will do"), CODES),
        FieldOf("version_from", _l("From this version on"), help=_l("Empty: any version.")),
        _AGE,
    ),
    Kind.PROGRAMME: (FieldOf("codes", _l("Training programme; of several, one will do"), CODES),),
    Kind.PREVIOUS_TIER: (),
    Kind.MONTHS_IN_GRADE: (FieldOf("min", _l("Months in the tier below")),),
    Kind.KPI: (
        FieldOf("kpi", _l("KPI"), CODES),
        FieldOf("op", _l("Must be"), CHOICE, choices=((AT_LEAST, _l("at least")), (AT_MOST, _l("at most")))),
        FieldOf("value", _l("Value of the figure")),
        FieldOf("months_running", _l("Months running"), help=_l("Empty: the figure of all months together.")),
        FieldOf("within_months", _l("Within so many months"), help=_l("Empty: however long ago; for a run 12 months.")),
        FieldOf("least_n", _l("From so many orders"), help=_l("In each month of a run, or in all.")),
    ),
    Kind.CASES: (_COUNT,),
    Kind.MENTEES: (_COUNT,),
    Kind.PLEDGE: (
        FieldOf("zh", _l("The words in Chinese"), TEXT),
        FieldOf("en", _l("The words in English"), TEXT, _l("Whoever changes a word asks everybody to sign anew.")),
    ),
    Kind.ALL: _GROUP,
    Kind.ANY: _GROUP,
    Kind.AT_LEAST: _GROUP,
}


@dataclass(frozen=True)
class Shown:
    """A field with what stands in it; of codes one entry for each select, free ones included."""

    field: FieldOf
    values: tuple[str, ...]


def shown(kind: str, data: Mapping[str, Any]) -> list[Shown]:
    """The fields of a kind with what a requirement says."""
    return [Shown(one, _values(one, kind, data)) for one in FIELDS[kind]]


def _values(field: FieldOf, kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    if field.name == "codes":
        return (*codes_of(data), *("",) * FREE_LINES)
    if field.name == "kind":
        return (kind,)
    if kind == Kind.PLEDGE:
        return (str((data.get("text") or {}).get(field.name, "")),)
    value = data.get(field.name, AT_LEAST if field.name == "op" else None)
    return ("" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value),)


def entered(kind: str, sent: MultiDict[str, str], titles: Mapping[str, Any]) -> dict[str, Any]:
    """A requirement as it was entered; what is no number stays as it was written, for the rule to name. `titles`: of
    programmes, which a requirement keeps."""
    if kind in GROUPS:
        chosen = sent.get("kind", kind)
        group: dict[str, Any] = {"kind": chosen if chosen in GROUPS else kind}
        return {**group, "n": _number(sent.get("n", ""))} if chosen == Kind.AT_LEAST else group
    data: dict[str, Any] = {"kind": kind}
    if kind == Kind.PLEDGE:
        texts = {language: sent.get(language, "").strip().replace("\r\n", "\n") for language in ("zh", "en")}
        return {**data, "text": texts}
    for field in FIELDS[kind]:
        if field.name == "codes":
            data["codes"] = list(dict.fromkeys(code for code in sent.getlist("codes") if code))
        elif field.shape == NUMBER:
            if (said := sent.get(field.name, "").strip()) != "":
                data[field.name] = _number(said)
        else:
            data[field.name] = sent.get(field.name, "")
    if kind == Kind.PROGRAMME and data["codes"] and data["codes"][0] in titles and len(data["codes"]) == 1:
        data["title"] = titles[data["codes"][0]].as_dict()
    return data


def _number(text: str) -> Any:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() else number


def kinds_to_add() -> Sequence[str]:
    """The kinds that can be added, groups last."""
    return [*(kind for kind in FIELDS if kind not in GROUPS), Kind.ANY]
