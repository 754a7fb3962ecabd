"""A short technician track for the walk: all four stages, little in each."""

from __future__ import annotations

from typing import Any

TRACK: dict[str, Any] = {
    "code": "technician",
    "family": "field",
    "title": {"zh": "售后工程师入职培训", "en": "Technician onboarding"},
    "weights": {"theory": 40, "practical": 40, "mentor": 20},
    "minimums": {},
    "pass_mark": 60,
    "extension_days": 14,
    "award": {"scheme": "field-*", "level": 1},
    "stages": [
        {
            "code": "pre-job", "title": {"zh": "岗前培训", "en": "Pre-job training"}, "purpose": {"zh": "安全第一。", "en": "Safety first."},
            "days": 10, "contents": [{"kind": "course", "ref": "safety-basics"}],
        },
        {
            "code": "professional", "title": {"zh": "专业技术培训", "en": "Professional training"}, "purpose": {"zh": "会诊断。", "en": "Diagnose."},
            "days": 20, "contents": [{"kind": "exam", "ref": "walk-theory", "minimum": 60}],
        },
        {
            "code": "shadowing", "title": {"zh": "跟岗实习", "en": "Shadowing"}, "purpose": {"zh": "先看再做。", "en": "Watch, then do."},
            "days": 45, "contents": [{"kind": "practical", "ref": "replace-control-board"}],
        },
        {
            "code": "post-certification", "title": {"zh": "岗位认证", "en": "Post certification"}, "purpose": {"zh": "合格上岗。", "en": "Pass and go on duty."},
            "days": 10,
            "contents": [
                {"kind": "exam", "ref": "walk-certification", "part": "theory"},
                {"kind": "practical_exam", "ref": "technician-practical", "part": "practical"},
                {"kind": "mentor_rating", "ref": "mentor_rating", "part": "mentor"},
            ],
        },
    ],
}  # fmt: skip
