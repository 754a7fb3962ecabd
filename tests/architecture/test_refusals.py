"""Packages name the reasons of their refusals in one common list: a name that two of them used would say the wrong thing."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale

from lms.wiring.words import LABELS


def test_a_reason_reads_the_same_wherever_it_is_given(app: Flask) -> None:
    told: dict[str, tuple[str, str]] = {}
    clashes = []
    with app.test_request_context(), force_locale("en"):
        for labels in LABELS:
            for code, text in getattr(labels, "REFUSALS", {}).items():
                place, words = told.setdefault(code, (labels.__name__, str(text)))
                if words != str(text):
                    clashes.append(f"{code}: “{words}” in {place}, “{text}” in {labels.__name__}")
    assert not clashes, "\n".join(clashes)
