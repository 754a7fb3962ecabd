"""Pages for those who learn (`courses.`) and for those who write courses (`authoring.`)."""

from __future__ import annotations

from flask import Blueprint

from courses.labels import CATEGORY_ICONS, CATEGORY_NAMES, DELIVERY_NAMES, LEVEL_NAMES
from lms.people.labels import PRODUCT_NAMES

blueprint = Blueprint("courses", "courses", template_folder="templates")
authoring = Blueprint("authoring", "courses")

WORDS = {
    "category_names": CATEGORY_NAMES,
    "category_icons": CATEGORY_ICONS,
    "delivery_names": DELIVERY_NAMES,
    "product_names": PRODUCT_NAMES,
    "level_names": LEVEL_NAMES,
}
"""The words for codes that the templates use."""

from courses.routes import abilities, drafts, files, learning, lessons, needs, shelf  # noqa: E402, F401  the views register themselves
