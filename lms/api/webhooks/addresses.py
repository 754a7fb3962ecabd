"""Which addresses are called."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from lms.core.rules import Refusal

LONGEST = 500


def address_refusals(url: str) -> tuple[Refusal, ...]:
    """Why an address cannot be called: it must be https, since what is told are personal data; plain http only to this
    machine itself."""
    if len(url) > LONGEST:
        return (Refusal("webhook_too_long", {"most": LONGEST}),)
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return (Refusal("webhook_no_address"),)
    if not parts.hostname or not port_is_fine or any(character.isspace() or ord(character) < 33 for character in url):
        return (Refusal("webhook_no_address"),)
    if parts.username or parts.password:
        return (Refusal("webhook_with_password"),)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname)):
        return ()
    return (Refusal("webhook_not_https"),)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
