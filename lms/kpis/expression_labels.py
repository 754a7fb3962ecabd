"""The words for what is wrong with an expression: where, and what would be right."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.kpis.rules.expressions import ExpressionFault

LONGEST_ECHO = 40
"""Of a name that nobody meant, this much is enough to find it again."""
KIND_WORDS: dict[str, Any] = {
    "number": _l("a number"),
    "text": _l("a text"),
    "moment": _l("a moment"),
    "flag": _l("yes or no"),
    "span": _l("the wait for a next order"),
    "nothing": _l("nothing"),
}
EXPRESSION_FAULTS: dict[str, Any] = {
    "expression_empty": _l("The expression is empty."),
    "expression_too_long": _l("The expression is longer than %(most)s characters."),
    "expression_too_deep": _l("The expression is nested too deeply; make it simpler."),
    "expression_unreadable": _l("The expression cannot be read here; a sign or a bracket is missing or too many."),
    "expression_single_equals": _l("Write == to compare."),
    "expression_wide_sign": _l("The sign %(sign)s is a full-width one; type it with the Latin keyboard."),
    "expression_not_allowed": _l("This is not allowed in an expression."),
    "expression_number": _l("This number is too large."),
    "expression_unknown": _l("There is no column %(name)s."),
    "expression_unknown_near": _l("There is no column %(name)s; did you mean %(near)s?"),
    "expression_unknown_function": _l("There is no function %(name)s."),
    "expression_unknown_function_near": _l("There is no function %(name)s; did you mean %(near)s?"),
    "expression_call_missing": _l("%(name)s is a function: write brackets with what it is about."),
    "expression_arguments": _l("%(name)s takes %(least)s to %(most)s values."),
    "expression_arguments_exact": _l("Values that %(name)s takes: %(least)s."),
    "expression_columns_only": _l("%(name)s takes columns only."),
    "expression_kind": _l("Here stands %(kind)s, where %(wanted)s is needed."),
    "expression_gives": _l("The expression gives %(kind)s, where %(wanted)s is needed."),
    "expression_span": _l("The wait for a next order may never end: it can only be compared with a number."),
    "expression_no_order": _l("Only numbers and moments are larger or smaller; here stands %(kind)s."),
    "expression_null_compared": _l("Nothing equals null; write “is null” or “is not null”."),
    "expression_is_null_only": _l("After “is” only null or not null can stand; write == to compare."),
    "expression_choices": _l("After “in” stands a list of values of one kind, such as ('P0', 'P1')."),
}


def fault_words(fault: ExpressionFault) -> str:
    """What is wrong, with its place, in the reader's language."""
    code, values = fault.code, fault.values
    if values.get("near"):
        code = f"{code}_near"
    elif code == "expression_arguments" and values["least"] == values["most"]:
        code = "expression_arguments_exact"
    values = {name: _worded(name, value) for name, value in values.items()}
    what = str(EXPRESSION_FAULTS[code]) % values if values else str(EXPRESSION_FAULTS[code])
    return _("Character %(place)s: %(what)s", place=fault.place, what=what)


def _worded(name: str, value: Any) -> Any:
    if name in ("kind", "wanted"):
        return _kinds(value)
    return f"{value[:LONGEST_ECHO]}…" if isinstance(value, str) and len(value) > LONGEST_ECHO else value


def _kinds(value: str) -> str:
    return _(" or ").join(str(KIND_WORDS[kind]) for kind in value.split("|"))
