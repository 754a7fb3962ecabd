"""Every line that the code writes to the audit trail can be read: its action, its subject and its details have words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask
from flask_babel import force_locale

from certificates.appeals.rules import Raised
from certificates.applications.rules import Outcome
from certificates.rules.status import DecisionKind
from lms.core import audit_words
from lms.core.i18n import LOCALES
from lms.plans.rules import State
from tests.architecture.tree import relative, sources

pytestmark = pytest.mark.one_database

Call = tuple[str, ast.expr, ast.expr | None, list[str]]
MADE_OF = {
    "certificate.{kind}": [f"certificate.{kind}" for kind in DecisionKind],
    "application.{outcome}": [f"application.{outcome}" for outcome in Outcome],
    "{kind}.lodged": [f"{kind}.lodged" for kind in Raised],
    "{appeal.kind}.{('upheld' if upheld else 'rejected')}": [
        f"{kind}.{answer}" for kind in Raised for answer in ("upheld", "rejected")
    ],
    "need.{kind}": [f"need.{kind}" for kind in State if kind != State.OPEN],
}
"""Actions that are put together from a code: what they can become."""
PASSED = {"certificates/keys/actions.py": ["key.made", "key.imported", "key.token"]}
"""Actions that are handed on within a file."""
WRITER = "lms/core/audit.py"


def _calls() -> Iterator[Call]:
    """Where a line is written: the place, the action, the kind of subject, and the keys of the details."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if not isinstance(node.func.value, ast.Name) or node.func.value.id != "audit":
                continue
            first = {"record": 0, "record_once": 1}.get(node.func.attr)
            if first is None or relative(path) == WRITER:
                continue
            kind = node.args[first + 1]
            keys = [k.arg for k in node.keywords if k.arg and k.arg not in ("actor", "at", "since")]
            place = f"{relative(path)}:{node.lineno}"
            yield place, node.args[first], None if isinstance(kind, ast.Starred) else kind, keys


def _texts(place: str, expression: ast.expr) -> list[str]:
    """All texts that an expression can become. Fails where that cannot be seen in the code."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [expression.value]
    if isinstance(expression, ast.IfExp):
        return _texts(place, expression.body) + _texts(place, expression.orelse)
    if isinstance(expression, ast.JoinedStr):
        return MADE_OF[ast.unparse(expression)[2:-1]]
    if isinstance(expression, ast.Dict):
        return [text for value in expression.values for text in _texts(place, value)]
    if isinstance(expression, ast.Subscript):  # one of a table's, by a key that is not known here
        return _texts(place, expression.value)
    if isinstance(expression, ast.Name) and (found := _assigned(place, expression.id)):
        return [text for value in found for text in _texts(place, value)]
    if isinstance(expression, ast.Name) and place.partition(":")[0] in PASSED:
        return PASSED[place.partition(":")[0]]
    raise AssertionError(f"{place}: which actions this writes cannot be seen")


def _assigned(place: str, name: str) -> list[ast.expr]:
    path = next(path for path in sources() if relative(path) == place.partition(":")[0])
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    assigned = (node for node in nodes if isinstance(node, ast.Assign))
    return [node.value for node in assigned if any(isinstance(t, ast.Name) and t.id == name for t in node.targets)]


@cache
def _written() -> list[tuple[str, str, list[str], list[str]]]:
    found = []
    for place, action, kind, keys in _calls():
        for code in _texts(place, action):
            found.append((place, code, _texts(place, kind) if kind is not None else [], keys))
    return found


def test_the_code_writes_lines() -> None:
    codes = {code for _place, code, _kinds, _keys in _written()}
    assert {"certificate.awarded", "certificate.withdraw", "practical.returned", "account.sign_in_failed"} <= codes


def test_every_action_has_words(app: Flask) -> None:
    missing = {f"{place} {code}" for place, code, _kinds, _keys in _written() if not audit_words.action_words(code)}
    assert missing == set(), "give them words in AUDIT_WORDS of the package's labels"


def test_every_kind_of_subject_has_a_word(app: Flask) -> None:
    kinds = {(place, kind) for place, _code, kinds, _keys in _written() for kind in kinds}
    assert {f"{place} {kind}" for place, kind in kinds if not audit_words.subject_word(kind)} == set()
    assert audit_words.subject_word("sign_in:unknown")


def test_every_key_of_the_details_has_a_word(app: Flask) -> None:
    missing = {
        f"{place} {code} {key}"
        for place, code, _kinds, keys in _written()
        for key in keys
        if not audit_words.detail_word(code, key)
    }
    assert missing == set()


def test_no_words_stand_for_what_nobody_writes(app: Flask) -> None:
    written = {code for _place, code, _kinds, _keys in _written()}
    assert {code for area in audit_words.areas() for code in area.actions} - written == set()


def test_the_words_differ_between_the_languages(app: Flask) -> None:
    codes = [code for area in audit_words.areas() for code in area.actions]
    said = {}
    for language, locale in LOCALES.items():
        with app.test_request_context(), force_locale(locale):
            said[language] = [audit_words.action_words(code) for code in codes]
    assert len(set(said["en"])) == len(codes) == len(set(said["zh"]))
    assert not set(said["en"]) & set(said["zh"])
