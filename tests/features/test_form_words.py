"""What a form says of what was entered: in our words and the reader's language, never in those of the library."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, FloatField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.core.form_words import FormWords
from lms.core.forms import Form, options


class Entry(Form):
    """A field of each type."""

    amount = DecimalField()
    share = FloatField()
    people = IntegerField()
    day = DateField()
    unit = SelectField(choices=options([("1", "One")]))
    units = SelectMultipleField(choices=options([("1", "One")]))
    name = StringField(validators=[InputRequired(), Length(max=5)])
    currency = StringField(validators=[Length(3, 3)])
    why = StringField(validators=[Length(min=3, max=5)])
    hours = IntegerField(validators=[NumberRange(1, 8)])


@pytest.mark.parametrize(
    ("field", "text", "english", "chinese"),
    [
        ("amount", "many", "Write a plain number, such as 12.5.", "请填写普通数字，例如 12.5。"),
        ("share", "1,5", "Write a plain number, such as 12.5.", "请填写普通数字，例如 12.5。"),
        ("people", "2.5", "Write a whole number, such as 12.", "请填写整数，例如 12。"),
        ("day", "soon", "Write the day as 2026-03-02.", "日期请写成2026-03-02的形式。"),
        ("unit", "2", "Choose one of the list.", "请从列表中选择一项。"),
        ("units", "3", "Choose one of the list.", "请从列表中选择一项。"),
        ("name", "", "Please fill this in.", "请填写此项。"),
        ("name", "too long", "At most 5 characters.", "最多 5 个字符。"),
        ("currency", "yuan", "Exactly 3 characters.", "须为 3 个字符。"),
        ("why", "no", "Write 3 to 5 characters.", "请填写 3～5 个字符。"),
        ("hours", "9", "Write a number from 1 to 8.", "请填写 1～8 之间的数字。"),
    ],
)
def test_a_fault_is_said_in_the_readers_words(app: Flask, field: str, text: str, english: str, chinese: str) -> None:
    for locale, words in (("en", english), ("zh_Hans_CN", chinese)):
        with app.test_request_context(), force_locale(locale):
            form = Entry(MultiDict({field: text}), meta={"csrf": False})
            form.validate()
            assert form[field].errors[0] == words


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [("amount", "１２．５", 12.5), ("share", "12。5", 12.5), ("amount", " 7 ", 7), ("people", "１２", 12)],
)
def test_numbers_of_a_chinese_keyboard_are_numbers(app: Flask, field: str, text: str, value: float) -> None:
    with app.test_request_context():
        form = Entry(MultiDict({field: text}), meta={"csrf": False})
        form.validate()
        assert (form[field].errors or (), float(form[field].data)) == ((), value)


NOWHERE = {
    "Choices cannot be None.", "Not a valid week value.", "Invalid field name '%s'.", "Field must be equal to %(other_name)s.",
    "Invalid input.", "Invalid email address.", "Invalid IP address.", "Invalid Mac address.", "Invalid URL.", "Invalid UUID.",
    "Invalid value, must be one of: %(values)s.", "Invalid value, can't be any of: %(values)s.",
    "This field is disabled and cannot have a value.", "This field cannot be edited.",
    "Date must be between %(min)s and %(max)s.", "Date must be at least %(min)s.", "Date must be at most %(max)s.",
}  # fmt: skip
"""What no form of ours says: a fault of ours, fields and validators that are not used, or only with words of their own."""


def test_every_message_of_the_library_that_a_page_may_show_has_words_of_ours() -> None:
    """A new release of the library may bring a new message; then this says which."""
    counted: set[tuple[str, str]] = set()
    found: set[str] = set()
    for source in ("fields/choices", "fields/datetime", "fields/numeric", "validators"):
        text = (files("wtforms") / f"{source}.py").read_text(encoding="utf-8")
        counted |= set(re.findall(r'ngettext\(\s*"([^"]+)",\s*"([^"]+)"', text))
        found |= set(re.findall(r'(?<!n)gettext\(\s*"([^"]+)"', text))
    words = FormWords()
    assert {one for one in found if words.gettext(one) == one} <= NOWHERE
    assert len(counted) > 3
    assert [pair for pair in counted if words.ngettext(*pair, 2) == pair[1]] == []


def test_what_no_form_says_is_indeed_asked_nowhere() -> None:
    bare = re.compile(
        r"(?:EqualTo|Email|URL|UUID|IPAddress|MacAddress|AnyOf|NoneOf|Regexp|DateRange|Disabled|ReadOnly)\([^()]*\)"
    )
    asked = [
        f"{path}: {found}"
        for room in ("lms", "courses", "assessments", "certificates")
        for path in Path(room).rglob("*forms*.py")
        for found in bare.findall(path.read_text(encoding="utf-8"))
        if "message" not in found and "_l(" not in found
    ]
    assert asked == []
