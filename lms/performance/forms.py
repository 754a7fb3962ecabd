"""The form by which a further version of a score card is made: weights and values of its lines, and one more line a part."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lms.core.forms import Form, options
from lms.performance.queries.definitions import Definition, KpiFacts
from lms.performance.rules.closing import LEAST_REASON
from lms.performance.rules.definitions import GROWTH_MEASURES
from lms.performance.rules.periods import read_month
from lms.performance.wording import AUDIENCE_NAMES, measure_name

NUMBERS = ("weight", "worst", "target", "best")
_LABELS: dict[str, Any] = {
    "weight": _l("Weight in the part (per cent)"),
    "worst": _l("Worst"),
    "target": _l("Target"),
    "best": _l("Best"),
}


def _is_month(form: Any, field: Any) -> None:
    if read_month(field.data or "") is None:
        raise ValidationError(str(_l("Write the month as year and month, such as 2026-03.")))


class MonthForm(Form):
    """From which month on something holds."""

    from_month = StringField(_l("From month"), [InputRequired(), _is_month])


class UseForm(MonthForm):
    """Who is to be measured by a card."""

    audience = SelectField(_l("For whom"), choices=options(AUDIENCE_NAMES.items()))


def version_form(definition: Definition, kpis: Mapping[str, KpiFacts], **values: Any) -> Any:
    """A form for a further version, filled with the version there is."""
    fields: dict[str, Any] = {
        "reason": TextAreaField(_l("Why it changes"), [InputRequired(), Length(min=LEAST_REASON, max=1000)])
    }
    free = [code for code in (*GROWTH_MEASURES, *(c for c, k in kpis.items() if not k.is_retired and k.direction != "none")) if code not in definition.measures]  # fmt: skip
    for p, part in enumerate(definition.parts):
        fields[f"p{p}"] = DecimalField(
            _l("Weight of the part (per cent)"), [InputRequired()], default=Decimal(str(part.weight))
        )
        for n, line in enumerate(part.lines):
            for name in NUMBERS:
                fields[f"p{p}l{n}{name}"] = DecimalField(
                    _LABELS[name], [InputRequired()], default=Decimal(str(getattr(line, name)))
                )
        fields[f"p{p}new"] = SelectField(
            _l("Another line"), choices=options([("", _l("none")), *((code, measure_name(code, kpis)) for code in free)])
        )  # fmt: skip
        for name in NUMBERS:
            fields[f"p{p}new{name}"] = DecimalField(_LABELS[name], [Optional()])
    return type("VersionForm", (MonthForm,), fields)(**values)


def parts_from(form: Any, definition: Definition) -> list[dict[str, Any]]:
    """The parts as the form has them: a weight of 0 takes a line out, a chosen measure adds one."""
    parts = []
    for p, (part, data) in enumerate(zip(definition.parts, definition.data, strict=True)):
        lines = [
            {"measure": line.measure, **{name: float(form[f"p{p}l{n}{name}"].data) for name in NUMBERS}}
            for n, line in enumerate(part.lines)
        ]
        if chosen := form[f"p{p}new"].data:
            lines.append(
                {"measure": chosen, **{name: float(form[f"p{p}new{name}"].data or 0) for name in NUMBERS}}
            )  # fmt: skip
        kept = [line for line in lines if line["weight"] != 0]
        parts.append({"code": part.code, "name": data["name"], "weight": float(form[f"p{p}"].data), "lines": kept})
    return [part for part in parts if part["weight"] != 0 or part["lines"]]
