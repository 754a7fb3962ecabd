"""The shape of an exam's terms and of its blueprint's rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FloatField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from assessments.actions.exams import ExamTerms
from assessments.models import Exam, Topic
from assessments.rules.drawing import Part
from assessments.rules.items import DIFFICULTIES, PRODUCT_LINES, TIERS
from lms.core.bilingual import Bilingual
from lms.core.forms import Form

MOST_ITEMS = 200
ANY_OF_POOL = "pool:"
"""Before a pool's name, in place of a topic: any topic of the pool."""


class ExamForm(Form):
    """An exam. The rows of the blueprint are read by `read_parts` from topic, difficulty, product and count lists."""

    code = StringField(
        _l("Code"),
        validators=[
            InputRequired(_l("Give the exam a code.")),
            Length(max=60),
            Regexp(r"[a-z0-9][a-z0-9-]*$", message=_l("Small letters, digits and hyphens only.")),
        ],
        description=_l("Small letters, digits and hyphens; it cannot be changed later."),
    )
    title_zh = StringField(_l("Title in Chinese"), validators=[Optional(), Length(max=200)])
    title_en = StringField(_l("Title in English"), validators=[Optional(), Length(max=200)])
    minutes = IntegerField(
        _l("Minutes"),
        default=60,
        validators=[InputRequired(_l("Say how long it lasts.")), NumberRange(1, 600, _l("From 1 to 600 minutes."))],
    )
    pass_mark = FloatField(
        _l("Pass mark in per cent"),
        default=80,
        validators=[InputRequired(_l("Say what passes.")), NumberRange(1, 100, _l("From 1 to 100 per cent."))],
    )
    attempts_allowed = IntegerField(
        _l("Attempts"),
        default=3,
        validators=[InputRequired(_l("At least one attempt.")), NumberRange(1, 20, _l("From 1 to 20."))],
    )
    wait_hours = IntegerField(
        _l("Hours between attempts"), default=0, validators=[InputRequired(_l("0 for none.")), NumberRange(0, 2160, _l("From 0 to 2160."))]
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part_errors: list[str] = []
        self.rows_sent: list[dict[str, Any]] = []

    @classmethod
    def of(cls, exam: Exam) -> ExamForm:
        """The form of an exam that exists; its code is fixed."""
        form = cls(obj=exam, data={"title_zh": exam.title.zh, "title_en": exam.title.en})
        form.code.data = exam.code
        if exam.pass_mark == int(exam.pass_mark):
            form.pass_mark.data = int(exam.pass_mark)  # 80, not 80.0
        return form

    def validate_with_parts(self) -> bool:
        """Are fields and rows sound? At least one title is needed."""
        sound = self.validate()
        if not (self.title_zh.data or self.title_en.data):
            self.title_zh.errors = [*self.title_zh.errors, _("Give the exam a title in at least one language.")]
            sound = False
        return sound and not self.part_errors

    def terms(self) -> ExamTerms:
        """What was entered, without the rows."""
        return ExamTerms(
            Bilingual(self.title_zh.data or "", self.title_en.data or ""), self.minutes.data or 0, self.pass_mark.data or 0,
            self.attempts_allowed.data or 0, self.wait_hours.data or 0,
        )  # fmt: skip

    def read_parts(
        self, sent: MultiDict[str, str], topics: Mapping[int, Topic], abilities: Collection[str] = ()
    ) -> list[Part]:
        """The rows that name a topic, or a pool for any of its topics; what is wrong with one goes to `part_errors`, and all
        as sent to `rows_sent`."""
        columns = [sent.getlist(name) for name in ("topic", "difficulty", "product", "count")]
        skills, tiers = (sent.getlist(name) for name in ("skill", "tier"))
        pools = {topic.pool for topic in topics.values()}
        parts = []
        for number, (topic, difficulty, product, count) in enumerate(zip(*columns, strict=False), start=1):
            if not topic and not count.strip():
                continue
            skill, tier = _at(skills, number), _at(tiers, number)
            topic_id = int(topic) if topic.isdecimal() and len(topic) < 10 and int(topic) in topics else None
            pool = topic.removeprefix(ANY_OF_POOL) if topic.startswith(ANY_OF_POOL) else None
            pool = pool if pool in pools else None
            row: dict[str, Any] = {
                "topic_id": topic_id,
                "pool": pool,
                "difficulty": int(difficulty) if difficulty in map(str, DIFFICULTIES) else None,
                "product_line": product if product in PRODUCT_LINES else None,
                "skill": skill if skill in abilities else None,
                "tier": tier if tier in TIERS else None,
            }
            self.rows_sent.append({**row, "count": count.strip()[:9]})
            if topic_id is None and pool is None:
                self.part_errors.append(_("Row %(number)s: choose a topic.", number=number))
                continue
            if not count.strip().isdecimal() or len(count) > 9 or not 1 <= int(count) <= MOST_ITEMS:
                self.part_errors.append(
                    _("Row %(number)s: say how many items, from 1 to %(most)s.", number=number, most=MOST_ITEMS)
                )
                continue
            title = pool if topic_id is None else topics[topic_id].title
            parts.append(Part(**row, count=int(count), title=title))
        return parts


def _at(values: Sequence[str], number: int) -> str:
    return values[number - 1] if number <= len(values) else ""
