"""The form that all forms come from."""

from __future__ import annotations

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
