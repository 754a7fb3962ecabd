"""ROI cases and what each of their versions comes to."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.core import clock
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.evaluation.models import RoiCase, RoiVersion
from lms.evaluation.queries.costs import in_reach
from lms.evaluation.rules.returns.naming import in_language
from lms.evaluation.rules.returns.reading import read_case
from lms.evaluation.rules.returns.results import Returns, compute
from lms.people.queries.people import list_people
from lms.people.session import User


def list_cases(user: User) -> list[RoiCase]:
    """Those the reader may see, newest first."""
    reach = in_reach(user, Permission.SEE_EVALUATIONS, RoiCase.unit_id)
    query = select(RoiCase).where(reach).options(
        selectinload(RoiCase.versions).joinedload(RoiVersion.override), selectinload(RoiCase.told)
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(RoiCase.id.desc())))


def get_case(case_id: int, user: User, permission: Permission = Permission.SEE_EVALUATIONS) -> RoiCase:
    """A case within the reach of a permission. Raises NotFound otherwise."""
    whole = joinedload(RoiCase.versions).joinedload(RoiVersion.override), joinedload(RoiCase.told)
    query = select(RoiCase).where(RoiCase.id == case_id, in_reach(user, permission, RoiCase.unit_id)).options(*whole)
    case = db.session.scalars(query).unique().one_or_none()
    if case is None:
        raise NotFound
    return case


def find_version(case: RoiCase, stage: str) -> RoiVersion | None:
    """The newest version of a stage."""
    return next((one for one in reversed(case.versions) if one.stage == stage), None)


def shown_version(case: RoiCase) -> RoiVersion | None:
    """The newest result, or before there is one the newest forecast."""
    return find_version(case, "result") or find_version(case, "forecast")


def whole_content(version: RoiVersion) -> dict[str, Any]:
    """The figures with what was put on record about them later: who signed, who was told."""
    content = dict(version.content)
    if version.override is not None and "override" in content:
        signer = list_people([version.override.signed_by])[0]
        content["override"] = {
            **content["override"],
            "reason": version.override.reason,
            "approved_by": signer.display_name,
            "approved_on": clock.local_date(version.override.signed_at).isoformat(),
        }
    content["told"] = [{"who": one.who, "on": one.told_on.isoformat()} for one in version.case.told]
    return content


def returns_of(version: RoiVersion, evidence: dict[str, str] | None = None) -> Returns:
    """What a version comes to. `evidence` is its chain as it stands today; without it, what was typed into the version."""
    content = whole_content(version)
    if evidence is not None:
        content["evidence"] = evidence
    return _computed(json.dumps(in_language(content, language()), sort_keys=True))


@lru_cache(maxsize=64)
def _computed(content: str) -> Returns:
    """The same figures come to the same: a page, its charts and its report draw once."""
    return compute(read_case(json.loads(content), kept=True)[0])


def title_of(kind: str, code: str, subjects: list[tuple[str, str, Any]]) -> Bilingual | str:
    """The subject's title, or its code where it is a plan."""
    return next((title for its, one, title in subjects if (its, one) == (kind, code)), code)
