"""The part of the home page for whoever has work orders under their name: their figures and their card."""

from __future__ import annotations

from flask import url_for

from lms.core.phrases import say as _
from lms.home.agenda import Home, Section, Thing


def fill(home: Home) -> None:
    """Add the two ways in."""
    figures = Thing(
        _("My service figures"), _("What the work orders under your name say, with targets and intervals"),
        url_for("kpis.mine"), icon="chart-line",
    )  # fmt: skip
    card = Thing(
        _("My KPI card"), _("How the month, the quarter and the year score"), url_for("performance.mine"), icon="report"
    )
    home.add(Section(_("My service"), (figures, card)))
