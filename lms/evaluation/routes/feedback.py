"""What people said, by training, version, intake, trainer and month; and the record of one trainer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement, select

from lms.core import charts
from lms.core.access import Permission, requires
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.evaluation import feedback_labels as labels
from lms.evaluation import sessions
from lms.evaluation.evidence import chains, seen_by
from lms.evaluation.feedback_charts import draw_months, draw_parts
from lms.evaluation.feedback_names import names_of
from lms.evaluation.plan_labels import MEASURE_NAMES
from lms.evaluation.queries.feedback import Feedback, feedback, list_asked
from lms.evaluation.queries.finishes import SubjectKey
from lms.evaluation.queries.plans import Planned, list_planned, list_verdicts_on
from lms.evaluation.queries.waves import select_asked
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.board import MAY_READ, common, sees_own_only, shown_verdict
from lms.evaluation.rules.feedback import Part
from lms.people.models import Person
from lms.people.queries.scope import get_visible

FIRST_CHOICE = ("reaction", "learner")


@dataclass(frozen=True)
class Wish:
    """What the address asks for, as far as the reader may have it."""

    part: Part
    code: str
    role: str
    title: Any
    subject: SubjectKey | None
    trainer: int | None
    measure: str
    seen: ColumnElement[bool]
    subjects: list[SubjectKey] | None

    def address(self, **changes: Any) -> dict[str, Any]:
        """The values of an address for the same with changes."""
        values = {
            "part": str(self.part), "asked": f"{self.code}:{self.role}", "measure": self.measure or None,
            "subject": ":".join(self.subject) if self.subject else None, "trainer": self.trainer,
        }  # fmt: skip
        return {**values, **changes}


def _parts() -> list[Part]:
    """A trainer's courses are all their own, so there is nothing to compare by trainer; nor by session where nobody keeps them."""
    left_out = {Part.TRAINER} if sees_own_only() else set()
    return [part for part in Part if part not in (left_out if sessions.are_kept() else left_out | {Part.SESSION})]


def _wish(offered: list[tuple[str, str, Any, int]], planned: list[Planned]) -> Wish | None:
    """None where nobody was asked anything yet."""
    if not offered:
        return None
    own = sees_own_only()
    choices = {f"{code}:{role}": (code, role, title) for code, role, title, _level in offered}
    first = ":".join(FIRST_CHOICE)
    code, role, title = choices.get(request.args.get("asked", ""), choices.get(first, next(iter(choices.values()))))
    part = next((one for one in _parts() if one == request.args.get("part")), Part.TRAINING)
    trainer = request.args.get("trainer", type=int)
    keys = [one.subject.key for one in planned if trainer in (None, one.subject.owner_id)]
    subject = next((key for key in keys if ":".join(key) == request.args.get("subject")), None)
    subjects = [subject] if subject else keys if own or trainer else None
    seen, measure = seen_by(current_user, whole=own), request.args.get("measure", "")
    return Wish(part, code, role, title, subject, trainer, measure, seen, subjects)


def _offered() -> tuple[list[tuple[str, str, Any, int]], list[Planned]]:
    own = sees_own_only()
    planned = list_planned(owner_id=current_user.id if own else None)
    subjects = [one.subject.key for one in planned] if own else None
    return list_asked(seen_by(current_user, whole=own), subjects), planned


def _found(wish: Wish) -> tuple[Feedback, str]:
    """The answers, and the measure that the chart shows."""
    found = feedback(wish.seen, [wish.part], wish.code, wish.role, wish.subjects)[wish.part]
    order = list(MEASURE_NAMES)
    found = replace(
        found, measures=tuple(sorted(found.measures, key=lambda one: order.index(one) if one in order else 99))
    )
    known = [name for name in found.measures if name != "recommend"] or list(found.measures)
    return found, next((one for one in (wish.measure, "satisfaction", *known) if one in found.measures), "")


@blueprint.get("/evaluation/feedback")
@requires(*MAY_READ)
def feedback_by_part() -> str:
    """Means with their intervals, part by part."""
    offered, planned = _offered()
    wish = _wish(offered, planned)
    if wish is None:
        return render_template("evaluation/feedback.html", wish=None, **common())
    found, measure = _found(wish)
    drawn = sum(measure in one.measures for one in found.slices)
    return render_template(
        "evaluation/feedback.html", wish=wish, found=found, measure=measure, names=names_of(wish.part, found),
        offered=offered, planned=planned, parts=_parts(), labels=labels, own=sees_own_only(),
        drawn=drawn > (1 if wish.part is Part.MONTH else 0), Part=Part, **common(),
    )  # fmt: skip


@blueprint.get("/evaluation/feedback/chart.svg")
@requires(*MAY_READ)
def feedback_chart() -> Any:
    """The chart of the page."""
    wish = _wish(*_offered())
    if wish is None:
        raise NotFound
    found, measure = _found(wish)
    style = charts.wanted_style(language())
    if wish.part is Part.MONTH:
        svg = draw_months(found, measure, style)
    else:
        svg = draw_parts(found, names_of(wish.part, found), measure, style)
    if svg is None:
        raise NotFound
    return charts.answer(svg)


@blueprint.get("/evaluation/trainers/<int:person_id>")
@requires(*MAY_READ)
def trainer_record(person_id: int) -> str:
    """The courses that somebody is responsible for: what is known of them, what people said, what was decided."""
    own = sees_own_only()
    if own and person_id != current_user.id:
        raise NotFound
    name = current_user.name
    if person_id != current_user.id:
        name = get_visible(current_user, person_id, Permission.SEE_EVALUATIONS).name
    planned = list_planned(owner_id=person_id)
    if not planned and person_id != current_user.id:
        raise NotFound
    keys = [one.subject.key for one in planned]
    seen = seen_by(current_user, whole=own)
    asked = list(select_asked(select(Person.id).where(seen), None))
    said = feedback(seen, [Part.TRAINER, Part.MONTH], *FIRST_CHOICE, keys, asked)
    reaction = said[Part.TRAINER]
    led = next((one for one in reaction.slices if one.keys == (person_id,)), None)
    return render_template(
        "evaluation/trainer.html", name=name, chains=chains(planned, current_user, whole=own, asked=asked), total=len(planned),
        figure=led.measures.get("satisfaction") if led else None, reaction=reaction,
        verdicts=list_verdicts_on(keys), titles={one.subject.key: one.subject.title for one in planned},
        shown_verdict=shown_verdict, by_month={"part": str(Part.MONTH), "asked": ":".join(FIRST_CHOICE), "trainer": person_id},
        person_id=person_id, mine=person_id == current_user.id, has_months=sum("satisfaction" in one.measures for one in said[Part.MONTH].slices) > 1, **common(),
    )  # fmt: skip
