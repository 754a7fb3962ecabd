"""The names of templates. What stands in them is checked by `tools.template_lint`, one of the quick checks."""

from tools.template_lint import name_of, template_files

FILES = list(template_files())
KNOWN = {name_of(path) for path in FILES}


def test_there_are_templates() -> None:
    assert {"layouts/base.html", "layouts/app.html"} <= KNOWN


def test_no_two_templates_share_a_name() -> None:
    names = [name_of(path) for path in FILES]
    assert sorted(names) == sorted(set(names))
