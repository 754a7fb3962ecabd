"""Forms of evaluation plans and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core.forms import Form, options
from lms.evaluation.plan_labels import DEPTH_NAMES, LEVEL_NAMES, VERDICT_NAMES
from lms.evaluation.rules.planning import MOST_DAYS
from lms.evaluation.rules.retention import WEEKS


class PlanForm(Form):
    """How a training is evaluated."""

    depth = RadioField(_l("Kind of training"), choices=options(DEPTH_NAMES.items()))
    levels = SelectMultipleField(
        _l("Levels"), coerce=int, choices=options(LEVEL_NAMES.items()),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    exam_before = SelectField(_l("Exam before"), validate_choice=False)
    exam_after = SelectField(_l("Exam after"), validate_choice=False)
    weeks = IntegerField(_l("Retention test, weeks after the end"), [Optional(), NumberRange(*WEEKS)])
    rubric = SelectField(_l("Practical rating before and after"), validate_choice=False)
    kpi = SelectField(_l("Primary KPI"), validate_choice=False)
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Say why the plan is so, for those who read it later.")), Length(max=1000)]
    )


class RoundForm(Form):
    """One asking: when, for how long, what and whom."""

    level = SelectField(
        lazy_pgettext("evaluation", "Level"),
        coerce=int,
        choices=options([(0, _l("Not asked")), (1, LEVEL_NAMES[1]), (3, LEVEL_NAMES[3])]),
    )
    days = IntegerField(_l("Days after the end"), [Optional(), NumberRange(0, MOST_DAYS)])
    window = IntegerField(_l("Days to answer"), [Optional(), NumberRange(1, 60)])
    learner = SelectField(_l("The learner"), validate_choice=False)
    supervisor = SelectField(_l("The direct supervisor"), validate_choice=False)
    observer = SelectField(_l("Mentors as observers"), validate_choice=False)


@dataclass(frozen=True)
class Spot:
    """A field within a round, as a summary of errors names it."""

    id: str
    label: Any


class WholePlan:
    """A plan's form, its rounds and what speaks against the whole, as one summary of errors wants them."""

    def __init__(self, form: PlanForm, rounds: Sequence[RoundForm], complaints: Sequence[str]) -> None:
        self._fields: dict[str, Any] = {name: form[name] for name in form.errors if name}
        self.errors: dict[str | None, Any] = dict(form.errors)
        for number, one in enumerate(rounds, start=1):
            for field in one:
                if field.errors:
                    place = _("Round %(number)s, %(field)s", number=number, field=field.label.text)
                    self._fields[field.name] = Spot(field.id, {"text": place})
                    self.errors[field.name] = field.errors
        if complaints:
            self.errors[None] = [*self.errors.get(None, ()), *complaints]

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]


class VerdictForm(Form):
    """A signed decision about a training."""

    verdict = RadioField(
        _l("Verdict"), [InputRequired(_l("Choose a verdict."))], choices=options(VERDICT_NAMES.items())
    )
    reason = TextAreaField(_l("Why"), [DataRequired(_l("Say why you decide so.")), Length(max=2000)])
    steps = TextAreaField(_l("What is done next"), [Length(max=2000)])
    note = TextAreaField(_l("For the authors of the next version"), [Length(max=2000)])
    raise_need = BooleanField(_l("Raise a training need from it"))
    wished_by = DateField(_l("To be met by"), [Optional()])
