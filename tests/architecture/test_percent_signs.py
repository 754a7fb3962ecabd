"""A template formats every text it translates: a Chinese one with a bare percent sign would break the page, in Chinese only."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "lms/translations/zh_Hans_CN/LC_MESSAGES").glob("*.po"))


@pytest.fixture(scope="module")
def templates() -> str:
    """The words of all templates."""
    folders = [
        path
        for path in ROOT.iterdir()
        if path.is_dir() and path.name in {"assessments", "certificates", "courses", "lms"}
    ]
    return "\n".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("templates/**/*.html"))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_texts_of_templates_can_be_formatted(catalogue: Path, templates: str) -> None:
    with catalogue.open("rb") as file:
        messages = list(read_po(file))
    broken = []
    for message in messages:
        said = message.id[0] if isinstance(message.id, tuple | list) else message.id
        for text in message.string if isinstance(message.string, tuple | list) else (message.string,):
            try:
                _ = str(text) % defaultdict(str)
            except (ValueError, TypeError):
                if said and any(f"{quote}{said}{quote}" in templates for quote in "\"'"):
                    broken.append(text)
    assert broken == []
