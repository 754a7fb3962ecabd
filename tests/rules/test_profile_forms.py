"""Profiles as forms and as text: back and forth, where a fault stands, which saved one a file fits."""

from __future__ import annotations

import pytest

from lms.kpis.rules.mapping import best_profile, source_in, table_of, used_fields, values_of
from lms.kpis.rules.profile_lines import line_of
from lms.kpis.rules.profiles import ProfileFault, from_table, read_profile

BASE = 'name = "p"\nsource = "s"\n[fields]\norder_no = "No"\nopened_at = "Opened"\n'
TEXTS = [
    BASE,
    BASE + '[fields.csat]\ncolumn = "Mark"\nscale = [1, 5]\n',
    BASE + '[fields.symptom]\ncolumns = ["B", "A"]\n',
    BASE + '[fields.kind]\nvalue = "repair"\n',
    BASE + '[fields.resolved_at]\ncolumn = "Took"\nunit = "h"\nafter = "opened_at"\n',
    BASE + '[fields.escalated]\ncolumn = "A"\nwords = { "a = b" = "true", "no" = "false" }\notherwise = "false"\n',
    BASE + '[fields.team]\ncolumn = "No"\noptional = true\n',
    'null_words = ["?", "无"]\nzone = "UTC"\ndates = "dmy"\ndecimal = ","\nrepeated = "last"\n' + BASE,
    BASE + '[file]\nformat = "csv"\nencoding = "gb18030"\nseparator = "\\t"\nheader_row = 3\n',
    BASE
    + '[fold]\norder_by = "B"\n[fields.reassigned]\ncolumn = "A"\ntake = "count"\nwhen = { column = "B", is = ["x"], not = ["y", "z"] }\n',
    'name = "p"\n[fields]\norder_no = "@content"\nopened_at = "Opened"\n',
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("header", [("No", "Opened", "A", "B", "Mark", "Took"), ("Opened", "b", " N o"), ()])
def test_a_form_says_what_the_profile_says(text: str, header: tuple[str, ...]) -> None:
    profile = read_profile(text)
    again = from_table(table_of(values_of(profile, header), profile.name))
    plain = {"b": "B", "N o": "No"}
    for name, rule in again.fields.items():
        columns = tuple(plain.get(column, column) for column in rule.columns)
        assert columns == profile.fields[name].columns
    if "b" not in header:
        assert again == profile


def test_a_field_that_no_column_holds_can_be_added() -> None:
    values = {**values_of(read_profile(BASE), ()), "fixed-field": ["team"], "fixed-value": ["East"]}
    assert from_table(table_of(values, "p")).fields["team"].value == "East"


def test_a_field_whose_column_is_taken_away_is_gone() -> None:
    values = values_of(read_profile(BASE + '[fields.csat]\ncolumn = "Mark"\nscale = [1, 5]\n'), ("Mark",))
    values["field-0"] = [""]
    assert used_fields(values) == ["order_no", "opened_at"]
    assert "csat" not in from_table(table_of(values, "p")).fields


@pytest.mark.parametrize(
    "change",
    [
        {"zone": ["Mars"]},
        {"header_row": ["x"]},
        {"low-order_no": ["a"]},
        {"dates": ["soon"]},
        {"fixed-field": ["x"], "fixed-value": ["y"], "heading-99999999999": ["z"], "field-0": []},
    ],
)
def test_what_makes_no_profile_is_a_fault_and_never_a_crash(change: dict[str, list[str]]) -> None:
    with pytest.raises(ProfileFault):
        from_table(table_of({**values_of(read_profile(BASE), ("No",)), **change}, "p"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BASE + 'colour = "Red"\n', 6),
        (BASE + "= 3\n", 6),
        (BASE + '[fields.csat]\ncolumn = "x"\nunit = "weeks"\n', 8),
        (BASE + '[fields.csat]\ncolumn = "x"\ncolour = "x"\n', 8),
        ('name = "p"\nzone = "Mars"\n[fields]\norder_no = "a"\nopened_at = "b"\n', 2),
        ('name = "p"\n[file]\nformat = "doc"\n[fields]\norder_no = "a"\nopened_at = "b"\n', 3),
        ('name = "p"\n[fields]\norder_no = "a"\n', None),
        ('source = "s"\nname = "!"\n', 2),
    ],
)
def test_a_fault_names_its_line(text: str, line: int | None) -> None:
    with pytest.raises(ProfileFault) as raised:
        read_profile(text)
    assert line_of(text, raised.value) == line


def test_the_profile_that_reads_the_most_fits_best() -> None:
    small = read_profile(BASE.replace('"p"', '"small"'))
    large = read_profile(BASE + 'csat = "Mark"\n[fields.team]\ncolumn = "Team"\noptional = true\n')
    assert best_profile([small, large], ["no", "OPENED", "Mark"]) == large
    assert best_profile([small, large], ["No", "Opened"]) == small
    assert best_profile([small, large], ["No"]) is None


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("工单导出-2026年4月至9月.csv", "工单导出"), ("tickets_2026-03-02.xlsx", "tickets"), ("desk (1).csv", "desk"),
        ("20260302.csv", "20260302"), ("jira", "jira"), ("", "orders"), ("a.b.csv", "a.b"),
    ],
)  # fmt: skip
def test_a_source_is_named_without_days(name: str, source: str) -> None:
    assert source_in(name) == source
