"""What holding a tier unlocks, as data: `{"pay_step": "T2", "pay_label": {"zh": …, "en": …}, "may_mentor": true,
"may_examine": false, "jobs": [{"code": "gas-boiler", "product_line": "home"}]}`, each of it optional. A job without a
product line is unlocked for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core.rules import Refusal

PRODUCT_LINES = ("home", "commercial", "industrial")
JOB = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MOST_JOBS = 60
_KEYS = frozenset({"pay_step", "pay_label", "may_mentor", "may_examine", "jobs"})


@dataclass(frozen=True)
class Job:
    """A kind of work by its code, of one product line or of all."""

    code: str
    product_line: str | None = None


@dataclass(frozen=True)
class Unlocks:
    """What a tier unlocks."""

    pay_step: str | None = None
    pay_label: Mapping[str, str] = field(default_factory=dict)
    may_mentor: bool = False
    may_examine: bool = False
    jobs: tuple[Job, ...] = ()


def read_unlocks(data: Mapping[str, Any] | None) -> Unlocks:
    """As it stands in a tier."""
    data = data or {}
    return Unlocks(
        pay_step=data.get("pay_step"),
        pay_label=dict(data.get("pay_label") or {}),
        may_mentor=bool(data.get("may_mentor", False)),
        may_examine=bool(data.get("may_examine", False)),
        jobs=tuple(Job(one["code"], one.get("product_line")) for one in data.get("jobs", ())),
    )


def unlock_faults(data: Any) -> tuple[Refusal, ...]:
    """What is wrong with it as somebody wrote it."""
    if not isinstance(data, Mapping):
        return (Refusal("unlocks_shape"),)
    wrong = [Refusal("unlocks_field", {"field": str(name)[:40]}) for name in data if name not in _KEYS]
    step = data.get("pay_step")
    if step is not None and not (isinstance(step, str) and 0 < len(step) <= 40):
        wrong.append(Refusal("unlocks_pay_step"))
    label = data.get("pay_label")
    if label is not None and not (
        isinstance(label, Mapping) and all(isinstance(text, str) and len(text) <= 200 for text in label.values())
    ):
        wrong.append(Refusal("unlocks_pay_label"))
    wrong += [
        Refusal("unlocks_yes_no", {"field": name})
        for name in ("may_mentor", "may_examine")
        if not isinstance(data.get(name, False), bool)
    ]
    return (*wrong, *_job_faults(data.get("jobs", [])))


def _job_faults(jobs: Any) -> tuple[Refusal, ...]:
    if not isinstance(jobs, list) or len(jobs) > MOST_JOBS:
        return (Refusal("unlocks_jobs", {"most": MOST_JOBS}),)
    wrong = []
    for number, job in enumerate(jobs, 1):
        code = job.get("code") if isinstance(job, Mapping) else None
        if not isinstance(code, str) or not JOB.fullmatch(code):
            wrong.append(Refusal("unlocks_job_code", {"number": number}))
        elif job.get("product_line") not in (None, *PRODUCT_LINES):
            wrong.append(Refusal("unlocks_job_line", {"number": number, "lines": ", ".join(PRODUCT_LINES)}))
    return tuple(wrong)
