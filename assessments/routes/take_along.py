"""Signing off where there is no network: an installable page, what it takes along, and what it brings back."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, render_template, send_from_directory, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from assessments import photos
from assessments.actions import practicals as actions
from assessments.forms import judgements
from assessments.forms.take_along import Sent, read_sent
from assessments.practical_labels import VERDICT_NAMES, VERDICT_TONES, mode_name
from assessments.practical_questions import against_signing
from assessments.queries import take_along as queries
from assessments.queries.practicals import latest_tasks
from assessments.queries.sign_offs import find_by_token
from assessments.routes import blueprint
from assessments.routes.sign_offs import StepShown, mode_choices
from assessments.rules import take_along as rules
from assessments.rules.practicals import Verdict
from lms.core import clock
from lms.core.access import Permission, public, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.i18n import language, moment
from lms.core.web import asset, static_root
from lms.people.models import Person


@blueprint.get("/practicals/take-along")
@requires(Permission.MENTOR)
def take_along() -> str:
    """The page that works without network. It holds nobody's data: what it shows, it has from the telephone."""
    verdicts = [(str(v), VERDICT_NAMES[v], VERDICT_TONES[v]) for v in Verdict]
    return render_template(
        "assessments/practicals/take_along.html", verdicts=verdicts, max_photos=photos.MAX_PHOTOS, hours=_hours()
    )


def _hours() -> int:
    return int(rules.KEPT_FOR.total_seconds() // 3600)


@blueprint.get("/practicals/take-along/pack")
@requires(Permission.MENTOR)
def pack() -> Response:
    """The open tasks of the reader's mentees with their steps, whose they are, and until when they may be kept."""
    now = clock.now()
    return jsonify(
        user=current_user.id,
        csrf=generate_csrf(),
        taken_at=now.isoformat(),
        until=(now + rules.KEPT_FOR).isoformat(),
        tasks=[_packed(taken) for taken in queries.list_open_tasks(current_user, now)],
    )


def _packed(taken: queries.Taken) -> dict[str, Any]:
    steps = [StepShown.of(step) for step in taken.task.steps]
    return {
        "learner_id": taken.learner_id,
        "learner": str(taken.learner),
        "task_code": taken.task.code,
        "version": taken.task.number,
        "title": str(taken.task.title),
        "last_sign_off": taken.last_sign_off,
        "due": str(taken.progress.due_mode or ""),
        "modes": [
            {"value": mode.value, "label": mode.label, "note": mode.note, "open": mode.open, "missing": mode.missing}
            for mode in mode_choices(taken.progress)
        ],
        "countersign": list(taken.task.countersign),
        "steps": [
            {"key": s.key, "text": str(s.text), "must": s.must, "criterion": str(s.criterion) if s.criterion else ""}
            for s in steps
        ],
    }


@blueprint.post("/practicals/take-along/sign-offs")
@requires(Permission.MENTOR)
@writes_later
def take_in() -> tuple[Response, int]:
    """Take in one sign-off made without network. Sent again, it changes nothing. What has changed meanwhile comes back as
    a conflict with its reasons, and nothing is signed."""
    sent = read_sent()
    if sent is None:
        return _answer("refused", [_("That did not reach us whole")], 400)
    if (before := find_by_token(current_user.id, sent.client_id)) is not None:
        return jsonify(state="sent", sign_off_id=before.id), 200
    task = latest_tasks([sent.task_code]).get(sent.task_code)
    if task is None:
        raise NotFound
    try:
        taken = judgements.take_photos(task)
    except photos.PhotosRefused as refused:
        return _answer("refused", describe(refused.refusals), 422)
    start_writing()
    now = clock.now()
    # Where several write at once, the learner's row lets one in after the other, so that nobody overlooks a conflict.
    learner = db.session.get(Person, sent.learner_id, with_for_update={"key_share": True})
    ended = against_signing(current_user.id, sent.learner_id, now)
    if learner is None or ended:
        return _answer(
            "conflict", [_("You are no longer the mentor who signs for this person."), *describe(ended)], 409
        )
    task = latest_tasks([sent.task_code])[sent.task_code]
    unknown = rules.news(sent.basis, current_user.id, queries.list_signed(learner.id, task.code))
    codes = rules.conflict_codes(sent.basis, task.number, unknown)
    if codes:
        last = max((one.sign_off_id for one in unknown), default=0)
        over = last if rules.may_sign_over(codes) else 0
        return _answer("conflict", _worded(sent, task.number, unknown, codes), 409, accept=over)
    ahead = rules.seconds_ahead(sent.device_now, now)
    try:
        row = actions.sign_off(
            learner=learner,
            task=task,
            judgement=judgements.judgement(
                task, mode=sent.mode, passed=sent.passed, comment=sent.comment, work_order=sent.work_order,
                performed_on=sent.performed_on, count=len(taken),
            ),
            photos=taken,
            form_token=sent.client_id,
            actor=current_user,
            at=now,
            device=actions.DeviceTime(sent.device_at, ahead),
        )  # fmt: skip
    except RuleBroken as broken:
        return _answer("refused", describe(broken.refusals), 422)
    return jsonify(state="sent", sign_off_id=row.id), 201


def _answer(state: str, reasons: list[str], status: int, accept: int = 0) -> tuple[Response, int]:
    """Why it was not signed. `accept` is what the telephone sends to sign all the same; 0 where that cannot be."""
    return jsonify(state=state, reasons=reasons, accept=accept), status


def _worded(sent: Sent, version: int, unknown: tuple[rules.Later, ...], codes: tuple[str, ...]) -> list[str]:
    refusals = []
    if "offline_version_changed" in codes:
        refusals.append(Refusal("offline_version_changed", {"old": sent.basis.version, "new": version}))
    facts = queries.names_of_signed([one.sign_off_id for one in unknown])
    for one in unknown:
        name, mode, at = facts[one.sign_off_id]
        code = "offline_signed_meanwhile" if one.passed else "offline_returned_meanwhile"
        refusals.append(Refusal(code, {"name": name, "mode": mode_name(mode), "moment": moment(at)}))
    return describe(tuple(refusals))


@blueprint.get("/practicals/worker.js")
@public
def practicals_worker() -> Response:
    """The service worker. It stands here and not among the static files so that it serves the practicals and nothing else."""
    answer = send_from_directory(static_root() / "js", "practicals-worker.js", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/practicals/app.webmanifest")
@public
def practicals_manifest() -> Response:
    """What a telephone needs to put the page on its home screen."""
    icons = [
        {"src": asset("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": asset(f"icons/shifu-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
            for side in (192, 512)
        ),
    ]
    manifest = {
        "name": _("Shifu: sign off without network"),
        "short_name": _("Sign off"),
        "lang": {"zh": "zh-CN"}.get(language()[:2], "en"),
        "start_url": url_for("assessments.take_along"),
        "scope": "/practicals/",
        "display": "standalone",
        "background_color": "#f7f6f2",
        "theme_color": "#f7f6f2",
        "icons": icons,
    }
    answer = jsonify(manifest)
    answer.mimetype = "application/manifest+json"
    return answer
