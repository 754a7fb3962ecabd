"""Every template: translated, nothing inline, leaning only on what it may, forms with their token."""

from pathlib import Path

import pytest

from tools.template_lint import ROOT, lint, name_of, template_files

pytestmark = pytest.mark.long

FILES = list(template_files())
KNOWN = {name_of(path) for path in FILES}


def test_there_are_templates() -> None:
    assert {"layouts/base.html", "layouts/app.html"} <= KNOWN


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template(path: Path) -> None:
    assert lint(path, KNOWN) == []


def test_no_two_templates_share_a_name() -> None:
    names = [name_of(path) for path in FILES]
    assert sorted(names) == sorted(set(names))
