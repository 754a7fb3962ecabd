"""Everybody's first page: what to do now."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.core.access import signed_in

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@signed_in
def index() -> str:
    """The home page of whoever is signed in."""
    return render_template("home/index.html")
