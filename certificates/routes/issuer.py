"""What others need in order to check by machine: who issues and with which keys, status lists, credentials, achievements.
For anybody, without signing in; nothing here says more than a certificate does."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, make_response, render_template, request

from certificates.checking import is_throttled, note_miss
from certificates.credentials.bitstrings import KEPT_FOR
from certificates.credentials.contexts import CREDENTIALS, OPEN_BADGES
from certificates.credentials.documents import achievement
from certificates.credentials.identity import did_document, did_of, profile_document
from certificates.credentials.issue import Erased, credential_for, public_url
from certificates.credentials.statuslists import PURPOSES, get_list, last_list
from certificates.faces import product_line
from certificates.keys.keeping import key_in_use, organisation
from certificates.keys.labels import PURPOSES as KEY_PURPOSES
from certificates.keys.labels import SOURCES
from certificates.keys.making import Purpose
from certificates.keys.queries import list_keys, list_public
from certificates.keys.shown import chain_file, shown_keys
from certificates.models import Tier
from certificates.pdf.design import AFTER_SALES
from certificates.queries.certificates import find_by_code
from certificates.routes import blueprint
from certificates.rules.numbers import paper_name, read_code
from lms.core import clock
from lms.core.access import public
from lms.core.db import db
from lms.core.errors import NotFound, error_page

JSON_LD, CREDENTIAL = "application/ld+json", "application/vc"
HELD = round(KEPT_FOR.total_seconds())
"""Seconds for which others may keep what they were given."""


@blueprint.get("/.well-known/did.json")
@public
def did() -> Any:
    """The issuer's document: every key that credentials were ever signed with."""
    key_in_use(Purpose.CREDENTIAL, at=clock.now())
    keys = [kid for kid, _public, _since in list_public(Purpose.CREDENTIAL)]
    return _document(did_document(did_of(public_url()), keys, public_url=public_url()), "application/did+ld+json")


@blueprint.get("/issuer.json")
@public
def issuer_profile() -> Any:
    """The issuer as Open Badges knows it."""
    return _document(
        profile_document(did_of(public_url()), name=organisation(), public_url=public_url()), JSON_LD
    )  # fmt: skip


@blueprint.get("/issuer")
@public
def issuer() -> Any:
    """Who signs, since when with which key, and how to check without us."""
    asked = request.accept_mimetypes.best_match(["text/html", JSON_LD, "application/json"])
    if asked in (JSON_LD, "application/json"):
        return issuer_profile()
    key_in_use(Purpose.SEAL, at=clock.now())
    page = render_template(
        "certificates/issuer.html",
        keys=[key for key in shown_keys(list_keys()) if key.purpose != Purpose.AUTHORITY],
        purposes=KEY_PURPOSES,
        sources=SOURCES,
        did=did_of(public_url()),
        organisation=current_app.extensions["settings"],
        lists=[(number, purpose) for number in range(1, last_list() + 1) for purpose in PURPOSES],
    )
    return page


@blueprint.get("/issuer/seals.pem")
@public
def issuer_chain() -> Any:
    """The certificates of all seals and of what vouches for them."""
    key_in_use(Purpose.SEAL, at=clock.now())
    response = make_response(chain_file(list_keys()))
    response.headers["Content-Type"] = "application/x-pem-file"
    response.headers["Content-Disposition"] = 'attachment; filename="seals.pem"'
    return _open(response)


@blueprint.get("/credentials/status/<int:number>/<purpose>")
@public
def status_list(number: int, purpose: str) -> Any:
    """A status list, signed. `?download` gives it as a file, to check without a connection for as long as it is valid."""
    found = get_list(number, purpose, at=clock.now())
    response = _text(found.text, CREDENTIAL)
    response.last_modified = found.signed_at
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="status-{number}-{purpose}.json"'
    return response


@blueprint.get("/credentials/<code>")
@public
def credential(code: str) -> Any:
    """The credential of a certificate, by the code that stands on the paper."""
    address, at = request.remote_addr or "", clock.now()
    if is_throttled(address, at):
        return error_page(429)
    kept = read_code(code)
    certificate = find_by_code(kept) if kept else None
    if certificate is None:
        note_miss(address, at)
        raise NotFound
    try:
        text = credential_for(certificate).decode()
    except Erased as error:
        raise NotFound from error
    response = _text(text, CREDENTIAL)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if "download" in request.args:
        name = paper_name(certificate.number, "").removesuffix(".pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@blueprint.get("/credentials/achievements/<int:tier_id>")
@public
def achievement_of(tier_id: int) -> Any:
    """What a tier certifies, in the version in which it was earned."""
    tier = db.session.get(Tier, tier_id)
    if tier is None:
        raise NotFound
    scheme = tier.scheme
    document = achievement(
        tier, title=scheme.certificate_title, name=tier.title, field=scheme.field_of_work or AFTER_SALES,
        product_line=product_line(scheme.product_line), public_url=public_url(),
    )  # fmt: skip
    return _document({"@context": [CREDENTIALS, OPEN_BADGES], **document}, JSON_LD)


def _document(document: dict[str, Any], kind: str) -> Any:
    return _text(json.dumps(document, ensure_ascii=False, indent=1), kind)


def _text(text: str, kind: str) -> Any:
    response = make_response(text)
    response.headers["Content-Type"] = kind
    return _open(response)


def _open(response: Any) -> Any:
    """May be read by programs of other sites, and kept for a while."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={HELD}"
    response.add_etag()
    return response.make_conditional(request)
