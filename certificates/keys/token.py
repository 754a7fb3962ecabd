"""A seal whose private key lies in a hardware token or a signing server, spoken to by PKCS#11.

It takes the settings LMS_PKCS11_MODULE, LMS_PKCS11_TOKEN, LMS_PKCS11_PIN, LMS_PKCS11_KEY and, where it differs from the
key's, LMS_PKCS11_CERTIFICATE.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lms.core.config import Settings
from lms.core.errors import Refusal, RuleBroken


@dataclass(frozen=True)
class Token:
    """Where the key lies. Can be pickled: each process opens a session of its own."""

    module: str
    label: str
    pin: str = field(repr=False)
    key: str
    certificate: str

    def signer(self, own: Any, others: list[Any]) -> Any:
        """pyHanko's signer with the key in the token."""
        session = _session(self)
        from pyhanko.sign.pkcs11 import PKCS11Signer

        # The digest is made here, since many tokens know only the bare mechanism.
        return PKCS11Signer(
            session, cert_label=self.certificate, key_label=self.key, signing_cert=own, ca_chain=others,
            use_raw_mechanism=True,
        )  # fmt: skip

    def certificates(self) -> list[bytes]:
        """The certificate of the key and those found beside it, in DER, the key's own first."""
        session = _session(self)
        from pyhanko.sign.pkcs11 import PKCS11Signer

        signer = PKCS11Signer(session, cert_label=self.certificate, key_label=self.key)
        own = signer.signing_cert.dump()
        return [own, *(c.dump() for c in signer.cert_registry if c.dump() != own)]


def token_of(settings: Settings) -> Token:
    """The token that the settings name. Raises RuleBroken where they name none."""
    if not (settings.pkcs11_module and settings.pkcs11_token and settings.pkcs11_key):
        raise RuleBroken(Refusal("key_token_unset"))
    return Token(
        str(settings.pkcs11_module),
        settings.pkcs11_token,
        settings.pkcs11_pin or "",
        settings.pkcs11_key,
        settings.pkcs11_certificate or settings.pkcs11_key,
    )


@lru_cache(maxsize=2)
def _session(token: Token) -> Any:
    """The one session of this process: a token takes each program's sign-in once, so a second one beside it is refused."""
    try:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import open_pkcs11_session
    except ImportError as error:
        raise RuleBroken(Refusal("key_token_package")) from error
    try:
        return open_pkcs11_session(
            token.module, token_criteria=TokenCriteria(label=token.label), user_pin=token.pin or None
        )
    except Exception as error:  # the module's own errors are as many as there are modules
        raise RuleBroken(Refusal("key_token_silent", {"error": type(error).__name__})) from error
