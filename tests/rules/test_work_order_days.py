"""Days that can be read both ways: which they are, what speaks for a reading, and that a person's answer is what counts."""

from __future__ import annotations

from datetime import date

import pytest

from lms.kpis.rules.day_answers import answer, asked, questions, settled, unsaid
from lms.kpis.rules.mapping import table_of, values_of
from lms.kpis.rules.profiles import from_table
from lms.kpis.rules.proposing import Proposal, propose
from lms.kpis.rules.written_days import day_in, moment_in, possible_orders

TODAY = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["2026-01-05"], ("ymd",)), (["29/2/2016", "1/3/2016"], ("dmy",)), (["2/29/2016", "3/1/2016"], ("mdy",)),
        (["1/2/2016", "3/4/2016"], ("dmy", "mdy")), ([], ("ymd",)), (["03-Sep-2026", "Sep 4, 2026"], ("ymd",)),
        (["3/3/2016", "4/4/2016"], ("dmy",)),  # the same day either way
        (["5/9/2026", "5/11/2026"], ("mdy",)),  # 5 November is still to come
        (["11/05/2026", "6/7/2026"], ("dmy",)), (["26-9-3", "26-9-14"], ("ymd",)), (["03/04/05"], ("ymd", "dmy", "mdy")),
        (["01/02/2016", "13/02/2016", "02/13/2016", "25/02/2016"], ("dmy",)),  # a slip decides nothing
    ],
)  # fmt: skip
def test_possible_orders(texts: list[str], orders: tuple[str, ...]) -> None:
    assert possible_orders(texts, TODAY) == orders


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3 Sep 2026 09:05", "mdy", date(2026, 9, 3)), ("03/04/2026", "dmy", date(2026, 4, 3)), ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("2026年9月3日", "dmy", date(2026, 9, 3)), ("03-9月-26", "ymd", date(2026, 9, 3)), ("Sep 2026", "ymd", None), ("31/02/2026", "dmy", None),
        ("03/04/2026", "ymd", None), ("7/8", "dmy", None), ("2026-Sep-03", "dmy", date(2026, 9, 3)), ("September 3rd, 2026", "ymd", date(2026, 9, 3)),
    ],
)  # fmt: skip
def test_days(text: str, order: str, day: date | None) -> None:
    assert day_in(text, order) == day


def test_moments_compare_as_times_do() -> None:
    texts = [
        "3/4/2026",
        "3/4/2026 9:05",
        "3/4/2026 上午11:00",
        "3/4/2026 1:00 PM",
        "3/4/2026 下午1:30:10",
        "4/4/2026 00:00",
    ]
    moments = [moment_in(text, "dmy") for text in texts]
    assert moments == sorted(moments, key=lambda moment: moment or ())


def proposal(columns: dict[str, list[str]]) -> Proposal:
    """What is proposed for these columns beside a number."""
    rows = [[f"W{n:03d}", *(cells[n] for cells in columns.values())] for n in range(len(next(iter(columns.values()))))]
    return propose(["No", *columns], rows, name="x", source="x", until=TODAY)


APART = [
    f"{month:02d}/{day:02d}/2026 08:00"
    for month, day in ((1, 2), (2, 3), (3, 1), (5, 4), (4, 6), (7, 5), (8, 1), (6, 6))
]
TOGETHER = [f"{day:02d}/04/2026 08:00" for day in (3, 1, 2, 6, 5, 8, 7, 3)]


@pytest.mark.parametrize(
    ("columns", "likely", "why"),
    [
        ({"Opened": APART, "Closed": [f"{n + 20}/08/2026" for n in range(8)]}, "dmy", "other_column"),
        ({"Opened": ["09/03/2026", "08/04/2026"] * 4, "Closed": ["01/04/2026", "02/05/2026"] * 4}, "dmy", "moments"),
        ({"Opened": [f"0{m}/0{d}/2026" for m, d in ((1, 2), (2, 1), (3, 4), (4, 1), (5, 3), (6, 2), (7, 1), (8, 1))]}, "mdy", "sequence"),
        ({"Opened": TOGETHER}, "dmy", "together"), ({"Opened": [text.replace("/", ".") for text in APART]}, "dmy", "marks"),
        ({"Opened": [f"{text} AM" for text in APART]}, "mdy", "marks"), ({"Opened": APART}, "", ""),
    ],
)  # fmt: skip
def test_what_speaks_for_a_reading(columns: dict[str, list[str]], likely: str, why: str) -> None:
    (doubt,) = proposal(columns).doubts
    assert (doubt.likely, doubt.why, doubt.headings[0]) == (likely, why, "Opened")
    assert len({day for _order, day in doubt.readings()}) == len(doubt.orders) == 2


def test_ways_of_writing_are_asked_about_one_by_one_and_the_answers_count() -> None:
    made = proposal({"Opened": APART, "Closed": [text.replace("/", ".") for text in APART], "Note date": APART})
    assert [doubt.headings for doubt in made.doubts] == [("Opened", "Note date"), ("Closed",)]
    header = ["No", "Opened", "Closed", "Note date"]
    values = {**values_of(made.profile, header), **questions(made.doubts)}
    assert (unsaid(values), answer(values, 1)) == (["Opened", "Note date"], "dmy")
    for said, dates in (("mdy", "mdy"), ("dmy", "dmy")):
        profile = from_table(table_of(settled({**values, "said-0": [said]}), "x"))
        assert (profile.dates, profile.fields["opened_at"].dates) == (dates, None)
        assert (profile.fields["closed_at"].dates or profile.dates) == "dmy"
    assert unsaid({**values, "said-0": ["ymd"]}) == ["Opened", "Note date"]  # not among those it can be
    unused = {
        key: [name for name in names if name != "opened_at"]
        for key, names in values.items()
        if key.startswith("field-")
    }
    assert list(asked({**values, **unused})) == [1]  # a column that becomes nothing is not asked about


def test_no_question_where_there_is_no_doubt() -> None:
    made = proposal({"Opened": ["03-Sep-2026 09:05", "4 Sep 2026", "Sep 5, 2026"] * 3})
    assert (made.doubts, made.profile.fields["opened_at"].columns) == ((), ("Opened",))
    assert questions(made.doubts) == {}
