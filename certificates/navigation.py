"""Menu entries, and the lines that certificates add to other packages' pages."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.people.models import Person

OWN = (
    NavEntry(
        _l("Certificates"),
        "certificates.mine",
        "certificate",
        _l("Training"),
        Permission.LEARN,
        section="certificates.mine",
        hidden_for=frozenset({Permission.SEE_PEOPLE}),
    ),
)
NAVIGATION = (
    NavEntry(
        _l("Certificate register"),
        "certificates.index",
        "file-certificate",
        _l("Records"),
        Permission.SEE_CERTIFICATES,
        section="certificates.index",
    ),
    NavEntry(
        _l("Tiers held"),
        "certificates.matrix",
        "hierarchy",
        _l("Records"),
        Permission.SEE_CERTIFICATES,
        section="certificates.matrix",
    ),
    NavEntry(
        _l("Designs of papers"),
        "certificates.designs",
        "file-text",
        _l("Records"),
        Permission.DESIGN_PAPERS,
        section="certificates.design",
    ),
    NavEntry(
        _l("Pay steps"),
        "certificates.pay_steps",
        "coin",
        _l("Records"),
        Permission.EXPORT_CERTIFICATES,
        section="certificates.pay_",
    ),
    NavEntry(
        _l("Decisions on certificates"),
        "certificates.decisions",
        "checklist",
        _l("Records"),
        Permission.DECIDE_CERTIFICATES,
        section="certificates.decisions",
    ),
)
SCHEMES = (
    NavEntry(
        _l("Editor of schemes"),
        "certificates.scheme_editor",
        "certificate",
        _l("Training"),
        Permission.MANAGE_SCHEMES,
        section="certificates.scheme_",
    ),
)
KEYS = (
    NavEntry(
        _l("Signing keys"), "certificates.keys", "lock", _l("System"), Permission.KEEP_KEYS, section="certificates.keys"
    ),
)


def profile_links() -> list[Link]:
    """On one's own profile."""
    if Permission.LEARN not in current_user.permissions:
        return []
    return [
        Link(
            _l("My certificates"),
            _l("What you hold, and what is missing for the next tier"),
            url_for("certificates.mine"),
            "certificate",
        )
    ]


def person_links(person: Person) -> list[Link]:
    """On a person's page, for those who may see certificates."""
    if Permission.SEE_CERTIFICATES not in current_user.permissions:
        return []
    return [
        Link(
            _l("Certificates"),
            _l("Held, expired, withdrawn"),
            url_for("certificates.index", q=person.employee_no),
            "certificate",
        )
    ]
