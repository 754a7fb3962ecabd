"""The form of a grade, from a version and back: the plain requirements in fields of their own, whatever else as YAML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from certificates.rules.requirement_kinds import Kind
from lms.core import plain_yaml
from lms.trainers.forms import GradeForm
from lms.trainers.models import TrainerGradeVersion

_COUNTS = ("years", "tier", "works", "hours")
_RATED = ("rating", "speaking")
_PLAIN = (*_COUNTS, *_RATED, Kind.MONTHS_IN_GRADE)


class NotReadable(Exception):
    """What was typed is no YAML."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def form_from(version: TrainerGradeVersion, today: date) -> GradeForm:
    """A form as the version stands."""
    certification, renewal = version.certification, version.renewal
    plain, further = _apart(version.requirements)
    cycles = renewal.get("cycles") or []
    weights = certification.get("weights", {})
    return GradeForm(
        formdata=None, title_zh=version.title.zh, title_en=version.title.en, summary_zh=version.summary.zh,
        summary_en=version.summary.en, rights=version.rights,
        course_levels=version.course_levels, validity_months=version.validity_months,
        **{kind: plain[kind].get("min") for kind in _COUNTS if kind in plain},
        **{kind: plain[kind].get("min") for kind in _RATED if kind in plain},
        **{f"{kind}_n": plain[kind].get("n", 1) for kind in _RATED if kind in plain},
        months_in_grade=plain.get(Kind.MONTHS_IN_GRADE, {}).get("min"), further=_dump(further),
        exam_min=certification.get("exam_min"), lecture_min=certification.get("lecture_min"),
        feedback_min=certification.get("feedback_min"), feedback_least=certification.get("feedback_least", 5),
        judges=certification.get("judges", 3), weight_exam=weights.get("exam", 0),
        weight_lecture=weights.get("lecture", 0), weight_feedback=weights.get("feedback", 0),
        pass_mark=certification.get("pass"), exams=" ".join(certification.get("exams", [])),
        window_days=renewal.get("window_days", 90), lookback_days=renewal.get("lookback_days", 730),
        lapse_days=renewal.get("lapse_days", 0), review=_dump(cycles[0].get("requirements", []) if cycles else []),
        from_day=today,
    )  # fmt: skip


def _apart(requirements: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The first plain requirement of each kind, and all others."""
    plain: dict[str, dict[str, Any]] = {}
    further = []
    for one in requirements:
        if one["kind"] in _PLAIN and one["kind"] not in plain:
            plain[one["kind"]] = one
        else:
            further.append(one)
    return plain, further


def _dump(listed: list[dict[str, Any]]) -> str:
    return plain_yaml.write(listed, width=80) if listed else ""


def data_from(form: GradeForm, version: TrainerGradeVersion) -> dict[str, Any]:
    """The grade as the form states it; what the form does not show stays. Raises NotReadable."""
    plain: list[dict[str, Any]] = [
        {"kind": kind, "min": getattr(form, kind).data} for kind in _COUNTS if getattr(form, kind).data
    ]
    for kind in _RATED:
        if getattr(form, kind).data:
            least = _number(getattr(form, kind).data)
            plain.append({"kind": kind, "min": least, "n": getattr(form, f"{kind}_n").data or 1})
    if form.months_in_grade.data:
        plain.append({"kind": str(Kind.MONTHS_IN_GRADE), "min": form.months_in_grade.data})
    certification = {
        **version.certification,
        "exams": (form.exams.data or "").split(),
        "judges": form.judges.data,
        "feedback_least": form.feedback_least.data,
        "weights": {
            "exam": form.weight_exam.data, "lecture": form.weight_lecture.data, "feedback": form.weight_feedback.data,
        },
        "pass": _number(form.pass_mark.data),
    }  # fmt: skip
    for name in ("exam_min", "lecture_min", "feedback_min"):
        certification[name] = _number(getattr(form, name).data)
    review, cycles = _load(form.review.data), [one for one in version.renewal.get("cycles", []) if one["from"] > 1]
    renewal = {
        **version.renewal, "window_days": form.window_days.data, "lookback_days": form.lookback_days.data,
        "lapse_days": form.lapse_days.data, "cycles": [*([{"from": 1, "requirements": review}] if review else []), *cycles],
    }  # fmt: skip
    return {
        "level": version.level, "title": {"zh": form.title_zh.data, "en": form.title_en.data},
        "summary": {"zh": form.summary_zh.data, "en": form.summary_en.data}, "rights": list(form.rights.data or []), "course_levels": list(form.course_levels.data or []),
        "validity_months": form.validity_months.data, "requirements": _joined(plain, _load(form.further.data)),
        "certification": {key: value for key, value in certification.items() if value is not None}, "renewal": renewal,
    }  # fmt: skip


def _number(value: Decimal | None) -> float | int | None:
    if value is None or not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _load(text: str | None) -> Any:
    """What was typed, whatever it is: the rule says what is wrong with it."""
    if not text or not text.strip():
        return []
    try:
        return plain_yaml.read(text)
    except yaml.YAMLError as broken:
        raise NotReadable(plain_yaml.line_of(broken)) from broken


def _joined(plain: list[dict[str, Any]], further: Any) -> Any:
    return [*plain, *further] if isinstance(further, list) else further
