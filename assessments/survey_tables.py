"""Results as a table to take away: one row a statistic, each with its n, its limits and the method behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from assessments.queries.survey_results import ItemResult, Results
from assessments.rules.surveys.figures import Share
from assessments.survey_labels import STEM_NAMES
from lms.core.bilingual import Bilingual
from lms.core.tables.writing import comma_separated, workbook

Cells = list[Any]


def header() -> list[str]:
    """The headings, in the reader's language."""
    return [
        _("Question"), _("What it measures"), pgettext("questionnaire", "Versions"), _("Statistic"), pgettext("statistic", "Value"),
        _("Lower limit (%(level)s%%)", level=95), _("Upper limit (%(level)s%%)", level=95), "n", _("Left out"), _("Method"),
    ]  # fmt: skip


def rows(found: Results) -> Iterator[Cells]:
    """Response rate first, then each question with all its figures; texts last."""
    if found.rate is not None:
        rate = found.rate
        yield [_("Response rate"), None, None, _("Share, per cent"), rate.percent, rate.low, rate.high, found.n_asked, None, _("Wilson score interval")]  # fmt: skip
    for one in found.items:
        yield from _item(one)


def _item(one: ItemResult) -> Iterator[Cells]:
    figure, item = one.figure, one.item
    lead: Cells = [str(Bilingual.of(dict(item.text))), measure_words(item.measure), ", ".join(map(str, one.versions))]
    if not figure.n:
        yield [*lead, _("No answers"), None, None, None, 0, figure.blank, None]
        return
    n, blank = figure.n, figure.blank
    if figure.mean is not None:
        yield [*lead, _("Mean"), figure.mean, figure.low, figure.high, n, blank, _("Student's t interval")]
    if figure.nps is not None:
        yield [*lead, _("Net promoter score"), figure.nps, figure.nps_low, figure.nps_high, n, blank, _("Adjusted Wald interval")]  # fmt: skip
    if figure.upper is not None:
        yield [*lead, _("Share of the upper points, per cent"), *_limits(figure.upper), n, blank, _("Wilson score interval")]  # fmt: skip
    words = {p.value: f"{p.value} {Bilingual.of(dict(p.text))}".strip() for p in item.points}
    chosen = {o.key: str(Bilingual.of(dict(o.text))) for o in item.options}
    for share in figure.distribution:
        name = words.get(share.value) or chosen.get(share.value) or share.value  # type: ignore[arg-type]
        yield [
            *lead,
            _("Share, per cent: %(answer)s", answer=name),
            *_limits(share),
            n,
            blank,
            _("Wilson score interval"),
        ]
    for text in figure.texts:
        yield [*lead, _("Free text"), text, None, None, n, blank, None]


def _limits(share: Share) -> Cells:
    return [share.percent, share.low, share.high]


def stem_words(measure: str) -> str:
    """What a question is about in the reader's language; its own words say which part."""
    stem = measure.partition(":")[0]
    return str(STEM_NAMES.get(stem, stem))


def measure_words(measure: str) -> str:
    """A measure in an export: in the reader's language, and its part by its code, by which rows are told apart."""
    stem, _colon, part = measure.partition(":")
    name = str(STEM_NAMES.get(stem, stem))
    return f"{name}: {part}" if part else name


def as_csv(found: Results) -> bytes:
    """The same as text."""
    return comma_separated([header(), *rows(found)])


def as_xlsx(found: Results) -> bytes:
    """A workbook with one sheet."""
    return workbook(str(found.title), header(), rows(found), widths=(60, 22, 10, 28, 12, 14, 14, 8, 10, 26))
