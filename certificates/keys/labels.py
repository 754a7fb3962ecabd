"""The words for keys."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from certificates.keys.making import Purpose, Source
from lms.core.audit_words import AuditWords

PURPOSES: dict[str, Any] = {
    Purpose.SEAL: _l("Seal of certificates"),
    Purpose.CREDENTIAL: _l("Signature of credentials and status lists"),
    Purpose.AUTHORITY: _l("Authority of our own, which vouches for the seal"),
}
SOURCES: dict[str, Any] = {
    Source.MADE: _l("Made here"),
    Source.PKCS12: _l("Brought in as a PKCS#12 file"),
    Source.PKCS11: _l("In a hardware token (PKCS#11)"),
}
REFUSALS: dict[str, Any] = {
    "key_destroyed": _l("The private half of the key %(key)s was destroyed when it was replaced."),
    "key_damaged": _l("The key %(key)s cannot be decrypted: what is kept of it was changed."),
    "key_secret_unknown": _l(
        "The key %(key)s was encrypted under another secret. Set LMS_KEY_SECRET to the one of that time, or name it in LMS_KEY_SECRET_OLD."
    ),
    "key_token_unset": _l(
        "No hardware token is set up: LMS_PKCS11_MODULE, LMS_PKCS11_TOKEN and LMS_PKCS11_KEY name it."
    ),
    "key_token_package": _l("Speaking to a hardware token takes the Python package python-pkcs11. Install it first."),
    "key_token_silent": _l(
        "The hardware token did not answer (%(error)s). Check the module, the token's name and the PIN."
    ),
    "key_file_unreadable": _l("The file cannot be opened: it is not a PKCS#12 file, or the password is wrong."),
    "key_file_without_key": _l("The file holds no private key with its certificate."),
    "key_unfit": _l("This key cannot seal certificates: %(reason)s."),
    "key_known": _l("This key is known already; nothing was changed."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Keys"),
    actions={
        "key.made": _l("Key made"),
        "key.imported": _l("Key brought in"),
        "key.token": _l("Key in a hardware token taken into use"),
        "key.rewrapped": _l("Keys encrypted under a new secret"),
    },
    subjects={"key": _l("Key")},
    details={
        "purpose": _l("Use"),
        "kid": _l("Name"),
        "replaced": _l("Replaces"),
        "count": lazy_pgettext("count", "Number"),
    },
    values={"purpose": PURPOSES},
)
