"""The form that all forms come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm


class Form(FlaskForm):
    """Flask-WTF's form with CSRF. WTForms' own messages speak the reader's language; text is stripped of outer spaces."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, _stripped()) and not issubclass(
                unbound_field.field_class, _kept()
            ):
                filters.append(_strip)
            return unbound_field.bind(form=form, filters=filters, **options)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


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
