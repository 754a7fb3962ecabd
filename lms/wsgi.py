"""What a WSGI server runs: the application with its static files, compressed ahead and kept by browsers for a year."""

from __future__ import annotations

from whitenoise import WhiteNoise

from lms.core.starting import without_collecting

with without_collecting():
    from lms.app import create_app
    from lms.core.web import static_root

    app = create_app()
application = WhiteNoise(app, root=static_root(), prefix="static/", max_age=31536000, autorefresh=False)
