"""Menu entries of the API."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

NAVIGATION = (
    NavEntry(_l("API tokens"), "api.tokens", "key", _l("System"), Permission.ADMINISTER, section="api.tokens"),
    NavEntry(_l("Webhooks"), "api.webhooks", "send", _l("System"), Permission.ADMINISTER, section="api.webhook"),
)
