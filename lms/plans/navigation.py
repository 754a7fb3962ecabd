"""Menu entries of training needs, and what an alert's page links to."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.kpis.models import Alert
from lms.kpis.rules.periods import Span
from lms.kpis.shortfalls import Place
from lms.people.models import Person
from lms.plans.queries.needs import find_need_of_alert

OWN = (
    NavEntry(
        _l("My abilities"), "plans.my_levels", "star", _l("Training"), Permission.LEARN, section="plans.my_levels",
        hidden_for=frozenset({Permission.SEE_ARCHIVE}),
    ),
    NavEntry(_l("360° ratings"), "plans.rounds", "users", _l("Training"), Permission.LEARN, section="plans.round"),
)  # fmt: skip
ABILITIES = (
    NavEntry(
        _l("Ability matrix"), "plans.ability_matrix", "star", _l("Impact"), Permission.SEE_ARCHIVE,
        section="plans.ability_",
    ),
    NavEntry(
        _l("Observed work orders"), "plans.observations", "eye", _l("Impact"), Permission.RAISE_NEEDS,
        section="plans.observ",
    ),
    NavEntry(
        _l("Observed work orders"), "plans.observations", "eye", _l("Impact"), Permission.ASSESS, section="plans.observ",
        hidden_for=frozenset({Permission.RAISE_NEEDS}),
    ),
)  # fmt: skip
NAVIGATION = (
    NavEntry(
        _l("Training needs"), "plans.needs", "clipboard-list", _l("Impact"), Permission.RAISE_NEEDS, section="plans.need",
    ),
    NavEntry(
        _l("Training needs"), "plans.needs", "clipboard-list", _l("Impact"), Permission.SEE_KPIS, section="plans.need",
        hidden_for=frozenset({Permission.RAISE_NEEDS}),
    ),
)  # fmt: skip


def alert_links(alert: Alert) -> list[Link]:
    """The need that was raised from an alert, or the step to raise one; and the abilities behind the figure."""
    behind = Link(_("Abilities behind it"), _("And the courses that teach them"), url_for("plans.abilities", kpi=alert.version.kpi.code), "star")  # fmt: skip
    if Permission.RAISE_NEEDS not in current_user.permissions:
        return [behind] if Permission.SEE_KPIS in current_user.permissions else []
    need_id = find_need_of_alert(alert.id)
    if need_id is not None:
        href = url_for("plans.need", need_id=need_id)
        return [Link(_("The training need"), _("Raised from this alert"), href, "clipboard-list"), behind]
    href = url_for("plans.raise_from_alert", alert_id=alert.id)
    return [Link(_("Raise a training need"), _("With the figures as evidence"), href, "clipboard-list"), behind]


def place_links(place: Place, span: Span) -> list[Link]:
    """The step from a place that falls short to a training need."""
    if Permission.RAISE_NEEDS not in current_user.permissions or not place.abilities:
        return []
    reach = current_user.reach(Permission.RAISE_NEEDS)
    if reach is not None and not place.row.path.startswith(tuple(reach)):
        return []
    href = url_for(
        "plans.raise_from_figures", subject_id=place.row.subject_id, months=len(span.months), until=f"{span.last:%Y-%m}"
    )
    return [Link(_("Raise a training need"), _("With the figures as evidence"), href, "clipboard-list")]


def profile_links() -> list[Link]:
    """On one's own profile."""
    found = [Link(_("My abilities"), _("What is asked, and what you have shown"), url_for("plans.my_levels"), "star")]
    if Permission.LEARN in current_user.permissions:
        found.append(
            Link(
                _("My development plan"), _("Goals, and the talks over them"), url_for("plans.my_development"), "target"
            )
        )
    return found


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who may see their archive."""
    if Permission.SEE_ARCHIVE not in current_user.permissions:
        return []
    reach = current_user.reach(Permission.SEE_ARCHIVE)
    if reach is not None and not person.unit.path.startswith(tuple(reach)):
        return []
    href = url_for("plans.person_levels", person_id=person.id)
    plan = url_for("plans.development", person_id=person.id)
    found = [
        Link(_("Abilities"), _("What is asked, and what was shown"), href, "star"),
        Link(_("Development plan"), _("Goals, and the talks over them"), plan, "target"),
    ]
    if {Permission.RAISE_NEEDS, Permission.EVALUATE} & current_user.permissions and person.id != current_user.id:
        opened = url_for("plans.new_round", person_id=person.id)
        found.append(Link(_("Open a 360° round"), _("Supervisor, peers, mentees and oneself"), opened, "users"))
    return found
