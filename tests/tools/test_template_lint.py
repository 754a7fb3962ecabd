"""The template lint finds what it is there for, and leaves good templates alone."""

import pytest

from tools.template_lint import faults

KNOWN = {"layouts/app.html", "macros/ui.html", "people/list.html", "home/index.html"}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p>{{ _("Save") }}</p>', None),
        ("<p>Save</p>", "“Save” in the text is not translated"),
        ("<p>保存</p>", "is not translated"),
        ("<p>PDF · {{ n }} / 3</p>", None),
        ("<p>{% trans %}Save{% endtrans %}</p>", None),
        ("<p>{% trans n=2 %}One{% pluralize %}{{ n }} more{% endtrans %}</p>", None),
        ("<p>{% trans %}Save\nnow{% endtrans %}</p>", "needs trimmed"),
        ("<p>{% trans trimmed %}Save\nnow{% endtrans %}</p>", None),
        ("<code>LMS_DEMO_MODE=yes</code>", None),
        ('<p lang="en">Issued <b>at</b> last</p>', None),
        ('<div><p lang="en">Issued</p> Signed</div>', "“Signed” in the text"),
        ('<a title="Open">1</a>', "“Open” in title"),
        ("<a title=\"{{ _('Open') }}\">1</a>", None),
        ('<input type="submit" value="Send">', "“Send” in value"),
        ('<input type="text" value="Send">', None),
        ('<p>{{ "Yes" if ok else _("No") }}</p>', "“Yes” in the text"),
        ("<p class=\"{{ 'wide' if ok }}\">1</p>", None),
        ('{{ tag("Done", "good") }}', "“Done” in the text"),
        ('{{ tag(_("Done"), "good") }}', None),
        ("{# A remark #}<!-- another -->", None),
        ("{% block title %}People{% endblock %}", "“People” in the text"),
        ('{% block body_attributes %} class="wide"{% endblock %}', None),
        ("{% block main_class %}wide{% endblock %}", None),
        ('<p style="color:red">1</p>', "inline style"),
        ("<style>p {}</style>", "<style>"),
        ('<button onclick="go()">1</button>', "onclick"),
        ('<button hx-on:click="go()">1</button>', "hx-on:click"),
        ('<a href="javascript:go()">1</a>', "javascript: address"),
        ("<script>go()</script>", "without src"),
        ('<script src="/a.js"></script>', None),
        ('<img src="/a.png">', "needs alt"),
        ('<img src="/a.png" alt="">', None),
        ('<form method="post"><p>1</p></form>', "csrf_token"),
        ('<form method="get"><p>1</p></form>', None),
        ('<form method="post">{{ form.csrf_token }}</form>', None),
        ('<form method="post"><input value="{{ csrf_token() }}"></form>', None),
        ('<form method="POST"></form>{{ form.csrf_token }}', "csrf_token"),
        ("{{ text|safe }}", "safe"),
        ("{% autoescape false %}{{ x }}{% endautoescape %}", "switches escaping"),
        ('{% extends "layouts/app.html" %}', None),
        ('{% from "macros/ui.html" import tag %}', None),
        ('{% include "people/list.html" %}', None),
        ('{% include "home/index.html" %}', "leans on home/index.html"),
        ('{% include "people/gone.html" %}', "no template people/gone.html"),
        ("{% include name %}", "by an expression"),
        ("{% if %}", "Expected an expression"),
        ('{% from "macros/ui.html" import tag %}{{ tag(page.tag) }}', None),
        ('{% from "macros/ui.html" import tag %}{{ tag.rows }}', "hides the data"),
        ('{% from "macros/ui.html" import row as line %}{{ line["rows"] }}', "hides the data"),
    ],
)
def test_a_template_is_judged(source: str, fault: str | None) -> None:
    found = faults("people/page.html", source, KNOWN)
    assert [fault is not None and fault in line for line in found] == ([True] if fault else []), found


def test_a_fault_names_its_line() -> None:
    source = '{% extends "layouts/app.html" %}\n{# two\nlines #}\n{% block content %}\n\n<p>{{ a }}</p>\n<p>Save</p>\n{% endblock %}'
    assert [line.split(":")[0] for line in faults("people/page.html", source, KNOWN)] == ["7"]


def test_a_printed_page_may_carry_its_style() -> None:
    source = '<style>{% include "page.css" %}</style><p style="top: {{ y }}">1</p>'
    assert faults("certificates/pdf/page.html", source, KNOWN) == []
