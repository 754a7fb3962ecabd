"""The questionnaires that a plan can name."""

from __future__ import annotations

from assessments.queries.questionnaires import list_questionnaires
from lms.evaluation.rules.instruments import Instrument


def list_instruments() -> list[Instrument]:
    """Those that are published, by level and code."""
    return [
        Instrument(one.code, one.level, frozenset(item["measure"] for item in one.versions[-1].items))
        for one in list_questionnaires()
        if one.versions
    ]
