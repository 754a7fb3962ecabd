"""Menu entries of service KPIs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(_l("Service KPIs"), "kpis.overview", "chart-line", _l("Impact"), Permission.SEE_KPIS, section="kpis.overview"),
)  # fmt: skip
