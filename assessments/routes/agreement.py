"""How far assessors agree where two have rated the same, each alone."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from assessments import quality_labels
from assessments.queries.practical_exams import latest_rubrics, title_of
from assessments.queries.rated_twice import CALLS, KINDS, POINTS, list_both
from assessments.routes import blueprint
from assessments.rules.quality.least import FEWEST_RATED_TWICE
from lms.core.access import Permission, requires
from lms.people.queries.people import list_people


@blueprint.get("/agreement")
@requires(Permission.ASSESS, Permission.MANAGE_BANK)
def rater_agreement() -> str:
    """Of calls, practical examinations or essays: all together, each criterion, and pairs of assessors. An assessor sees
    their own pairs; whoever keeps the bank sees all."""
    from assessments.rules.quality.raters import agreement

    kind = request.args.get("kind", CALLS)
    kind = kind if kind in KINDS else CALLS
    both = list_both(kind, current_user)
    found = agreement(both)
    rubrics = latest_rubrics({key.split(" ")[0] for key in found.criteria if key != POINTS})
    titles = {
        f"{code} {c['key']}": (rubric.title, title_of(c)) for code, rubric in rubrics.items() for c in rubric.criteria
    }
    sees_all = current_user.can(Permission.MANAGE_BANK)
    pairs = [pair for pair in found.pairs if sees_all or current_user.id in (pair.first, pair.second)]
    return render_template(
        "assessments/quality/agreement.html",
        kind=kind,
        kinds=quality_labels.RATED_KINDS,
        found=found,
        pairs=pairs,
        names={
            person.id: person.name for person in list_people({p for pair in pairs for p in (pair.first, pair.second)})
        },
        least=FEWEST_RATED_TWICE,
        titles=titles,
        points=POINTS,
    )
