"""The session's cookie: signed, and renewed while somebody works, though not with every answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

RENEWED = timedelta(minutes=10)
"""How old a session's cookie may be before it is signed anew. A session ends so much earlier at most."""


class KeptSession(SecureCookieSession):
    """What a cookie said, and when it was signed."""

    signed_at: datetime | None = None


class KeptSessionInterface(SecureCookieSessionInterface):
    """As Flask's, but a permanent session in which nothing changed is sent again only when its cookie is some minutes old:
    to sign it took a twentieth of a page's time."""

    session_class = KeptSession

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie says, if its signature holds and is young enough."""
        serializer: Any = self.get_signing_serializer(app)
        value = request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not value:
            return super().open_session(app, request)
        longest = int(app.permanent_session_lifetime.total_seconds())
        try:
            data, signed_at = serializer.loads(value, max_age=longest, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        session = self.session_class(data)
        session.signed_at = signed_at
        return session

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Where something changed, and where the cookie has become old."""
        if session.modified or not session.permanent:
            return session.modified
        signed_at = getattr(session, "signed_at", None)
        signer: Any = self.get_signing_serializer(app)
        now = signer.make_signer(signer.salt)
        return signed_at is None or now.timestamp_to_datetime(now.get_timestamp()) - signed_at >= RENEWED
