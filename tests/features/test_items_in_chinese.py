"""Every kind of item is written, shown and refused in Chinese as well: a page that formats a translation badly breaks there only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.models import Item, ItemVersion, Rubric
from assessments.rules.items import KINDS
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from tests.browsing import in_chinese, token_of
from tests.examples_of_items import draft, load, load_all_kinds
from tests.factories import Factory


@pytest.mark.one_database
def test_every_kind_is_written_shown_and_refused(app: Flask, make: Factory) -> None:
    load_all_kinds()
    author = in_chinese(make.browser(make.person(Role.MANAGER, everywhere=True)))
    versions = list(db.session.execute(select(ItemVersion.id, ItemVersion.item_id, ItemVersion.kind)))
    db.session.rollback()
    assert {kind for _id, _item, kind in versions} == set(KINDS)
    token = token_of(author)
    for version_id, item_id, kind in versions:
        for path in (
            f"/bank/items/{item_id}", f"/bank/items/{item_id}/edit", f"/bank/items/{item_id}/statistics",
            f"/bank/versions/{version_id}/preview", f"/bank/versions/{version_id}/regrade", f"/bank/items/new/{kind}",
        ):  # fmt: skip
            answer = author.get(path)
            assert (answer.status_code, path) == (200, path)
            assert 'lang="zh-CN"' in answer.get_data(as_text=True)
        for path in (f"/bank/items/{item_id}/edit", f"/bank/items/new/{kind}"):
            refused = author.post(path, data={"csrf_token": token, "points": "x"}, content_type="multipart/form-data")
            assert (refused.status_code, path) == (422, path)
            assert "尚未保存" in refused.get_data(as_text=True)


def test_an_essay_names_its_rubric_by_title_in_the_readers_language(app: Flask, make: Factory) -> None:
    words = Bilingual("问答", "Essays by rubric")
    with transaction() as session:
        session.add(
            Rubric(code="essay-7", title=words, scenario=words, criteria=[], pass_mark=80, added_at=clock.now())
        )
    load(draft("essay", rubric="essay-7"))
    path = f"/bank/items/{db.session.scalars(select(Item.id)).one()}"
    db.session.rollback()
    reader = make.browser(make.person(Role.MANAGER, everywhere=True))
    page = reader.get(path).get_data(as_text=True)
    assert "Marked by the rubric “Essays by rubric”" in page
    assert "essay-7" not in page
    assert "按评分量表“问答”评分" in in_chinese(reader).get(path).get_data(as_text=True)
