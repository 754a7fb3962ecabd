"""What an import finds in the bank: the same wording, another one, and what an item names that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.models import Attempt, ItemVersion
from lms.core.db import db, transaction
from tests.examples_of_items import KINDS, draft, load


def test_an_import_is_compared_with_all_that_makes_a_wording(app: Flask) -> None:
    drafts = [draft(kind) for kind in KINDS]
    assert load(*drafts).counts()["imported"] == len(KINDS)
    assert load(*drafts).counts()["unchanged"] == len(KINDS)
    changed = load(
        draft(
            "hot_spot",
            spots=(
                *KINDS["hot_spot"]["spots"][:1],
                draft("hot_spot").spots[1].__class__("circle", (0.7, 0.5, 0.1), False),
            ),
        )
    )
    assert [change.reworded for change in changed.changed] == [True]
    with transaction():
        versions = list(
            db.session.scalars(select(ItemVersion).where(ItemVersion.kind == "hot_spot").order_by(ItemVersion.number))
        )
        assert [version.body["aspect"] for version in versions] == [0.5, 0.5]
        assert [version.number for version in versions] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [("essay", {"rubric": "none"}, "rubric_unknown"), ("single", {"skill": "none"}, "skill_unknown"), ("single", {"language_of": "none"}, "variant_unknown"),
     ("numeric", {"figures": ("circuit.png", "gone.png")}, "figure_missing"), ("hot_spot", {"figure": "gone.png"}, "figure_missing")],
)  # fmt: skip
def test_what_is_named_must_be_there(app: Flask, kind: str, change: dict[str, Any], code: str) -> None:
    from lms.core.errors import RuleBroken

    with pytest.raises(RuleBroken):
        load(draft(kind, **change))
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0
    from assessments.actions.bank import plan_import
    from assessments.formats import Reading

    assert [fault.code for fault in plan_import([Reading((draft(kind, **change),))], {}).faults][0:1] != []
    assert code in [fault.code for fault in plan_import([Reading((draft(kind, **change),))], {}).faults]
