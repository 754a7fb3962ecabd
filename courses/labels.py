"""The words for courses and for what can be wrong with them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from courses.rules import Category, Delivery, Level
from lms.core.audit_words import AuditWords

CATEGORY_NAMES: dict[str, Any] = {
    Category.PRODUCT: _l("Product knowledge"),
    Category.PROCESS: _l("Service process"),
    Category.COMMUNICATION: _l("Communication"),
    Category.CRISIS: _l("Complaints and crises"),
    Category.TOOLS: _l("Tools and systems"),
    Category.LAW: _l("Law and compliance"),
    Category.SAFETY: _l("Safety"),
    Category.MANAGEMENT: _l("Management"),
}
CATEGORY_ICONS: dict[str, str] = {
    Category.PRODUCT: "settings",
    Category.PROCESS: "route",
    Category.COMMUNICATION: "message-2",
    Category.CRISIS: "alert-triangle",
    Category.TOOLS: "tools",
    Category.LAW: "writing",
    Category.SAFETY: "shield-check",
    Category.MANAGEMENT: "users-group",
}
DELIVERY_NAMES: dict[str, Any] = {
    Delivery.ONLINE: _l("Online"),
    Delivery.CLASSROOM: _l("Classroom"),
    Delivery.ON_THE_JOB: _l("On the job"),
    Delivery.BLENDED: _l("Blended"),
}
LEVEL_NAMES: dict[str, Any] = {
    Level.BASIC: _l("Basic level"),
    Level.INTERMEDIATE: _l("Intermediate level"),
    Level.ADVANCED: _l("Advanced level"),
}
CHANGE_NAMES: dict[str, Any] = {
    "added": _l("new"),
    "removed": _l("removed"),
    "moved": _l("moved"),
    "changed": _l("changed"),
}
PART_NAMES: dict[str, Any] = {
    "title_zh": _l("Chinese title"),
    "title_en": _l("English title"),
    "minutes": _l("minutes"),
    "source_zh": _l("Chinese text"),
    "source_en": _l("English text"),
}
REFUSALS: dict[str, Any] = {
    "course_code": _l("“%(code)s” cannot be a course code: small letters, digits and dashes, 2 to 60 of them."),
    "course_code_taken": _l("There is a course with the code “%(code)s” already."),
    "course_ability_unknown": _l("%(file)s: nobody knows an ability “%(code)s”."),
    "course_empty": _l("The course has no lesson yet."),
    "lesson_slug": _l("“%(slug)s” cannot be a lesson's address: small letters, digits and dashes, 2 to 60 of them."),
    "lesson_slug_twice": _l("Two lessons have the same address."),
    "lesson_title_missing_zh": _l("Lesson %(position)s has no Chinese title."),
    "lesson_title_missing_en": _l("Lesson %(position)s has no English title."),
    "lesson_text_missing_zh": _l("Lesson %(position)s has no Chinese text."),
    "lesson_text_missing_en": _l("Lesson %(position)s has no English text."),
    "lesson_file_missing_zh": _l(
        "The Chinese text of lesson %(position)s shows “%(name)s”, but there is no such file."
    ),
    "lesson_file_missing_en": _l(
        "The English text of lesson %(position)s shows “%(name)s”, but there is no such file."
    ),
    "no_draft": _l("There is no draft to publish."),
    "draft_in_the_way": _l(
        "Somebody is writing a draft of “%(code)s”. Publish or discard it before the folder is loaded."
    ),
    "asset_name": _l(
        "“%(name)s” cannot be a file name here: Latin letters, digits, dot, dash and underscore, with a known ending."
    ),
    "asset_kind": _l(
        "“%(name)s” is of a kind that courses do not hold: use svg, png, jpg, webp, webm, mp4, vtt or pdf."
    ),
    "asset_content": _l("The content of “%(name)s” is not what its ending says, or it is damaged."),
    "asset_too_many_pixels": _l("“%(name)s” has too many pixels; at most 40 million."),
    "asset_hostile": _l("“%(name)s” is refused: a picture may not hold %(what)s."),
    "folder_file_missing": _l("%(file)s is missing."),
    "folder_not_yaml": _l("%(file)s cannot be read, line %(line)s."),
    "folder_not_text": _l("%(file)s is not UTF-8 text, line %(line)s."),
    "folder_field": _l("%(file)s: “%(field)s” is missing or is not what is expected there."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Courses"),
    actions={
        "course.added": _l("Course added"),
        "course.abilities": _l("Said what a course teaches"),
        "course.needs": _l("Said what should come before a course"),
        "course.described": _l("Course description changed"),
        "course.draft_saved": _l("Course draft saved"),
        "course.draft_discarded": _l("Course draft discarded"),
        "course.file_added": _l("File added to a course"),
        "course.published": _l("Course published"),
        "course.retired": _l("Course retired"),
        "course.restored": _l("Course restored"),
        "course.completed": _l("Course completed"),
        "lesson.opened": _l("Lesson opened"),
        "lesson.completed": _l("Lesson completed"),
    },
    subjects={"course": _l("Course"), "course_version": _l("Course version"), "lesson": _l("Lesson")},
    details={
        "session": _l("Session"),
        "course": _l("Course"),
        "count": lazy_pgettext("count", "Number"),
        "lessons": _l("Number of lessons"),
        "name": _l("File name"),
        "number": _l("Version"),
        "size": _l("Bytes"),
    },
)
