"""The form that all forms come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any
from unicodedata import normalize

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from lms.core.errors import RuleBroken, describe
from lms.core.form_words import FormWords

EARLIEST, LATEST = date(1940, 1, 1), date(2099, 12, 31)
"""A day beyond them is a slip of the keys, and terms that are counted from it would leave the calendar."""
LARGEST = 10**15
"""A number beyond it is a slip of the keys too, and 1E+999999 in full would fill the memory."""


class Form(FlaskForm):
    """Flask-WTF's form with CSRF. WTForms' own messages are said in our words; text is stripped of outer spaces, and
    days of another age and numbers without a value (NaN, Infinity) or without measure (1E+999999) are refused."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> FormWords:
            return FormWords()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, _stripped()) and not issubclass(
                unbound_field.field_class, _kept()
            ):
                filters.append(_strip)
            bound: Any = unbound_field.bind(form=form, filters=filters, **options)
            if _strip in filters:
                bound.validators = [_written(one) for one in bound.validators]
            if issubclass(unbound_field.field_class, _days()):
                bound.validators = [*bound.validators, _of_this_age]
            if issubclass(unbound_field.field_class, _numbers()):
                # First: a range lets Infinity pass, or fails on NaN.
                bound.validators = [_of_measure, *bound.validators]
                bound.process_formdata = _half_width(bound.process_formdata)
            return bound

    def tell(self, broken: RuleBroken, **places: str) -> None:
        """Each refusal in words beside the field that it is about; `places` names the field by the refusal's code. What is
        about no field, such as who may decide, stands above the form."""
        for refusal in broken.refusals:
            name = places.get(refusal.code)
            if name is None:
                self.form_errors.extend(describe((refusal,)))
            else:
                self[name].errors = [*self[name].errors, *describe((refusal,))]


def _days() -> type:
    from wtforms import DateField

    return DateField


def _of_this_age(_form: Any, field: Any) -> None:
    if isinstance(field.data, date) and not EARLIEST <= field.data <= LATEST:
        from wtforms.validators import ValidationError

        first, last = EARLIEST.year, LATEST.year
        raise ValidationError(_("Write a day in the years from %(first)s to %(last)s.", first=first, last=last))


def _numbers() -> tuple[type, ...]:
    from wtforms import DecimalField, FloatField

    return DecimalField, FloatField


def _is_number(value: Any) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isfinite(value)  # isfinite() fails on a signalling NaN


def _of_measure(_form: Any, field: Any) -> None:
    if field.data is not None and not (_is_number(field.data) and abs(field.data) < LARGEST):
        from wtforms.validators import StopValidation

        raise StopValidation(_("Write a plain number, such as 12.5."))


def _half_width(reads: Callable[[list[str]], None]) -> Callable[[list[str]], None]:
    return lambda values: reads([half_width(one) for one in values])


def half_width(text: str) -> str:
    """A number as a Chinese keyboard writes it (１２．５, 12。5), as all others do."""
    return normalize("NFKC", text).replace("\u3002", ".").strip()


def _strip(value: Any) -> Any:
    """Line ends as browsers count them (one letter each), so that what fits the field on the page fits here too."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _written(validator: Any) -> Any:
    """What asks for a text is not content with spaces: they are said to be missing beside the field, like nothing at all."""
    from wtforms.validators import DataRequired, InputRequired

    return DataRequired(validator.message) if type(validator) is InputRequired else validator


def _stripped() -> type:
    from wtforms import StringField

    return StringField


def _kept() -> type:
    from wtforms import PasswordField

    return PasswordField


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The choices of a field from pairs of a value and its words."""
    from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs know it not yet

    return [SelectChoice(value, label) for value, label in pairs]
