"""What a file of trainers' grades may say, as tables of cases."""

from __future__ import annotations

from typing import Any

import pytest

from lms.trainers.grades.drafts import faults, read, shipped


def test_the_grades_that_come_with_the_software_are_sound() -> None:
    assert [(one["level"], faults(one)) for one in shipped()] == [(1, ()), (2, ()), (3, ())]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "grades_not_yaml"), ("just words", "grades_shape"), ("[]", "grades_shape"), ("- 3", "grades_shape"),
        ("- level: 4", "grade_level"), ("x" * 200_001, "grades_too_long"), ("- level: true", "grade_level"),
    ],
)  # fmt: skip
def test_files_that_are_none(text: str, code: str) -> None:
    assert [one.code for one in read(text)[1]] == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rights": ["rule"]}, "grade_rights"), ({"rights": []}, "grade_rights"), ({"validity_months": 0}, "grade_months"),
        ({"course_levels": ["hard"]}, "grade_course_levels"), ({"course_levels": "basic"}, "grade_course_levels"),
        ({"title": {"zh": "级"}}, "grade_text"), ({"colour": "red"}, "grade_key"), ({"renewal": None}, "grade_parts"),
        ({"requirements": [{"kind": "years", "min": "3"}]}, "grade_least"),
        ({"requirements": [{"kind": "years", "min": 3.5}]}, "grade_least"),
        ({"requirements": [{"kind": "rating", "min": 5.5}]}, "grade_least"),
        ({"requirements": [{"kind": "speaking", "min": 4, "n": 0}]}, "grade_n"),
        ({"requirements": [{"kind": "years", "min": 3, "n": 2}]}, "requirement_field"),
        ({"requirements": [{"kind": "previous_tier"}]}, "requirement_first_tier"),
        ({"renewal": {"window_days": "many"}}, "grade_fault"),
    ],
)  # fmt: skip
def test_faults_of_a_grade(change: dict[str, Any], code: str) -> None:
    assert code in [one.code for one in faults({**shipped()[0], **change})]
