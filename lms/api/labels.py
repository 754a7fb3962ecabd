"""The words of the API."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext

from lms.api.rules import Scope, TokenState
from lms.core.audit_words import AuditWords

SCOPE_NAMES: dict[Scope, Any] = {
    Scope.LOAD: _l("Bring in work orders, and check them first"),
    Scope.CHECK: _l("Only check work orders: nothing is loaded"),
    Scope.ELIGIBILITY: _l("Ask who may do which work"),
}
STATE_NAMES: dict[TokenState, Any] = {
    TokenState.WORKS: _l("Works"),
    TokenState.EXPIRED: _l("Expired"),
    TokenState.REVOKED: _l("Revoked"),
}
REFUSALS: dict[str, Any] = {
    "token_no_scope": _l("Choose what the token may do."),
    "token_until_past": _l("The last day is past already."),
    "token_revoked_already": _l("This token was revoked already."),
    "webhook_no_address": _l("This is no address that can be called."),
    "webhook_not_https": _l("The address must begin with https://, since what is told are personal data."),
    "webhook_with_password": _l("Leave names and passwords out of the address; calls are signed instead."),
    "webhook_too_long": _l("The address may have at most %(most)s characters."),
    "webhook_ended": _l("This address is called no more. Add it anew."),
    "webhook_nothing_unsent": _l("There is nothing that was not taken."),
    "api_not_json": _l("The body is no valid JSON from line %(line)s, character %(column)s on."),
    "api_not_text": _l("The body is not written in UTF-8."),
    "api_too_deep": _l("The body's objects and lists are nested too deeply."),
    "api_rejected": _l(
        "%(rejected)s of %(rows)s orders are wrong, so nothing was loaded. “errors” says what is wrong with each."
    ),
    "api_not_object": _l("The body must be a JSON object with the member “orders”."),
    "api_unknown_member": _l(
        "“%(name)s” is not known here; the members are orders, source, profile, partial and dry_run."
    ),
    "api_bad_name": _l("“%(name)s” must be a text of 1 to 80 characters."),
    "api_source_and_profile": _l("Give either “source” or “profile”: a profile names its own source."),
    "api_no_source": _l("Give “source” for orders with our own field names, or “profile” for a saved profile."),
    "api_bad_character": _l("The text holds a NUL or half of a character, which no text may hold."),
    "api_not_bool": _l("“%(name)s” must be true or false."),
    "api_no_orders": _l("“orders” must be a list with at least one order."),
    "api_too_many": _l("%(count)s orders are too many for one batch; send at most %(most)s at a time."),
    "api_order_not_object": _l("An order must be an object with field names and values."),
    "api_nested": _l("“%(name)s” holds a list or an object; a field takes a text, a number, true, false or null."),
    "api_unknown_field": _l("“%(name)s” is none of our fields. Name a profile for other names."),
    "api_missing_field": _l("No order has the field “%(name)s”, which is needed."),
}
CALL_KINDS: dict[str, Any] = {
    "eligibility.changed": _l("Somebody may do work, or may no longer"),
    "webhook.tried": _l("Trial message"),
}
NOTICES: dict[str, Any] = {
    "webhook.given_up": _l(
        "The webhook “%(name)s” was called seven times in vain, at last with: %(answer)s. See to it, then send again what was not taken."
    ),
}
JOB_KINDS: dict[str, Any] = {}
AUDIT_WORDS = AuditWords(
    area=_l("API"),
    actions={
        "api.token_made": _l("API token made"),
        "api.token_revoked": _l("API token revoked"),
        "webhook.added": _l("Webhook added"),
        "webhook.ended": _l("Webhook ended"),
        "webhook.tried": _l("Trial message sent to a webhook"),
        "webhook.sent_again": _l("Calls to a webhook sent again"),
    },
    subjects={"api_token": _l("API token"), "webhook": _l("Webhook")},
    details={
        "name": _l("Name"),
        "scopes": _l("May do"),
        "url": pgettext("webhook", "Address"),
        "count": pgettext("webhook", "Calls"),
    },
)
