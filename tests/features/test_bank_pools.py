"""Topics of several pools are told apart wherever one is chosen."""

from __future__ import annotations

import re

from lms.core.access import Role
from tests.examples_of_exams import fill_bank
from tests.factories import Factory


def test_topics_stand_under_their_pool_when_there_are_several(make: Factory) -> None:
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    own = fill_bank()
    for path in ("/exams/new", "/bank"):
        assert "<optgroup" not in manager.get(path).get_data(as_text=True), path
    bought = fill_bank(topics=1, pool="Licence pool")
    for path in ("/exams/new", "/bank"):
        page = manager.get(path).get_data(as_text=True)
        groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S))
        assert set(groups) == {"Our own bank", "Licence pool"}, path
        for name, topics in (("Our own bank", own), ("Licence pool", bought)):
            assert re.findall(r'value="(\d+)"', groups[name]) == [str(topic.id) for topic in topics], path
    kept = manager.get(f"/bank?topic={bought[0].id}").get_data(as_text=True)
    assert f'<option value="{bought[0].id}" selected>' in kept
