"""An uploaded file: what its columns become, the dry run, the load."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock, files
from lms.core.access import Permission, everywhere, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.files import StoredFile
from lms.core.jobs import Job, JobState
from lms.core.web import job_error
from lms.kpis import field_labels
from lms.kpis.actions.profiles import save_profile
from lms.kpis.actions.uploads import ask_check, ask_load, choose, discard_upload, place_of, profile_of
from lms.kpis.models import WorkOrderUpload
from lms.kpis.queries.loads import find_job, get_upload
from lms.kpis.rejects import fault_words
from lms.kpis.routes import blueprint
from lms.kpis.routes.loads import words_of
from lms.kpis.rules.day_answers import KEPT, answer, asked, settled
from lms.kpis.rules.fields import BY_NAME, MOMENTS, NEEDED
from lms.kpis.rules.mapping import FILE, Values, used_fields
from lms.kpis.rules.profile_text import write_profile
from lms.kpis.rules.profiles import Profile, ProfileFault
from lms.kpis.sources.faults import RowFault, SourceFault
from lms.kpis.upload_pages import SAMPLE_ROWS, Glance, columns_of, field_options, glance_at
from lms.kpis.wording import month_text

MOST_VALUE = 20_000


@blueprint.get("/kpis/uploads")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def uploads() -> Any:
    """Who goes up from a file's address finds where files are taken."""
    return redirect(url_for("kpis.loads"))


@blueprint.get("/kpis/uploads/<int:upload_id>")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def upload(upload_id: int) -> Any:
    """Each column with what stands in it and what it becomes; the first orders as they are understood."""
    row = get_upload(upload_id)
    if row.load_id is not None:
        return redirect(url_for("kpis.load", load_id=row.load_id))
    return render_template("kpis/upload.html", **_mapping(row))


def _mapping(row: WorkOrderUpload) -> dict[str, Any]:
    from lms.kpis.sources.kinds import kind_of
    from lms.kpis.sources.opening import open_file, sample
    from lms.kpis.sources.sheets import sheet_names

    file = _file(row)
    profile: Profile | None = None
    wrong = ""
    header: tuple[str, ...] = ()
    rows: list[list[str]] = []
    try:
        profile = profile_of(row)
    except ProfileFault as fault:
        said = [_lacking(row), words_of(fault) if fault.code != "profile_lacks" else ""]
        wrong = " ".join(filter(None, said)) if fault.code != "dates_unsaid" else _lacking(row)  # the page asks
    place = profile or place_of(row)
    glance = Glance()
    sheets: list[str] = []
    with files.on_disk(row.file_id) as path:
        try:
            sheets = sheet_names(path) if kind_of(path, place) == "xlsx" else []
            opened = open_file(path, place)
            header, rows = opened.header, list(sample(opened, place, SAMPLE_ROWS))
        except SourceFault as fault:
            wrong = wrong or words_of(fault)
        else:
            if profile is not None:
                glance = glance_at(path, profile, clock.now())
    if glance.fault is not None:
        wrong = words_of(glance.fault)
    columns, left_out = columns_of(header, rows, row.choices)
    return {
        "upload": row, "file": file, "columns": columns, "left_out": left_out, "wrong": wrong, "glance": glance,
        "choices": row.choices, "used": used_fields(row.choices), "fields": field_options(), "by_name": BY_NAME,
        "words": field_labels, "needed": NEEDED, "fault_words": fault_words,
        "sheets": [(sheet, sheet) for sheet in sheets], "doubts": _doubts(row),
        "pairs": [(heading, heading) for heading in header if heading],
        "moments": [(name, field_labels.FIELD_NAMES[name]) for name in MOMENTS],
        "numbers": [_("Order %(n)s", n=n) for n in range(1, glance.count + 1)],
    }  # fmt: skip


def _doubts(row: WorkOrderUpload) -> list[dict[str, Any]]:
    """The questions how dates are written: each reading of an example, what was said, and what speaks for it."""
    return [
        {
            "number": number, "columns": _(", ").join(doubt.headings), "example": doubt.example, "readings": doubt.readings(),
            "said": answer(row.choices, number), "likely": doubt.likely, "why": doubt.why,
        }
        for number, doubt in asked(row.choices).items()
    ]  # fmt: skip


def _lacking(row: WorkOrderUpload) -> str:
    """Which fields that no order can do without have no column yet, in the words of the list to choose from."""
    lacking = [str(field_labels.FIELD_NAMES[name]) for name in NEEDED if name not in used_fields(row.choices)]
    if not lacking:
        return ""
    said = _("No column became “%(fields)s” yet, and every order needs it.", fields=_(", ").join(lacking))
    if NEEDED[0] in used_fields(row.choices):
        return said
    made = _("Where the file numbers nothing, let “%(made)s” become it.", made=field_labels.MADE_NAMES["@content"])
    return f"{said} {made}"


def _file(row: WorkOrderUpload) -> StoredFile:
    return db.session.get_one(StoredFile, row.file_id)


def _choices() -> Values:
    """The controls as they were sent, whatever they are called, within what anybody would type."""
    return {
        name: [value[:MOST_VALUE] for value in values if value or not name.startswith("field-")]
        for name, values in request.form.lists()
        if name not in ("csrf_token", "do", "name") and not name.startswith(KEPT)
    }


def _read_anew(row: WorkOrderUpload, name: str, sent: Values) -> Values:
    """The choices that were sent; where the file is now read from another place, with the columns that stand there."""
    changed = {key for key in FILE if sent.get(key, [""]) != row.choices.get(key, [""])}
    if not changed:
        return sent
    from lms.kpis.proposals import read_again

    try:
        with files.on_disk(row.file_id) as path:
            return read_again(path, sent, name=name, find_header="sheet" in changed and "header_row" not in changed)
    except (ProfileFault, SourceFault):
        return sent  # the page says what is the matter


@blueprint.post("/kpis/uploads/<int:upload_id>")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def choose_columns(upload_id: int) -> Any:
    """Keep the choices, whatever they are; then look again, save the profile, or check the file."""
    row = get_upload(upload_id)
    name = request.form.get("name", "").strip()[:80]
    kept = {key: values for key, values in row.choices.items() if key.startswith(KEPT)}
    sent = settled({**_choices(), **kept})
    choices = _read_anew(row, name, sent)
    choose(upload=row, name=name, choices=choices)
    here = redirect(url_for("kpis.upload", upload_id=row.id), 303)
    wanted = request.form.get("do", "look")
    if choices != sent:
        flash(_("The headings were read anew. Look at what each column becomes before you go on."), "warning")
        return here
    if wanted == "look":
        return here
    try:
        if wanted == "save":
            saved = save_profile(text=write_profile(profile_of(row)), actor=current_user, at=clock.now())
            flash(_("The profile “%(name)s” is saved as version %(n)s.", name=saved.name, n=saved.version), "success")
            return here
        ask_check(upload=row, actor=current_user, at=clock.now())
    except ProfileFault as fault:
        unsaid = words_of(fault) if fault.code == "dates_unsaid" else ""
        flash(unsaid or _("Your choices are kept, but they make no profile yet: see below."), "warning")
        return here
    return redirect(url_for("kpis.upload_check", upload_id=row.id), 303)


@blueprint.get("/kpis/uploads/<int:upload_id>/check")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def upload_check(upload_id: int) -> Any:
    """The dry run, then the load: how far it is, and what it found."""
    row = get_upload(upload_id)
    if row.load_id is not None:
        return _lead(url_for("kpis.load", load_id=row.load_id))
    check, load = find_job(row.check_job_id), find_job(row.load_job_id)
    if check is None and load is None:
        return redirect(url_for("kpis.upload", upload_id=row.id))
    return _check_page(row, check, load)


def _check_page(row: WorkOrderUpload, check: Job | None, load: Job | None, errors: tuple[str, ...] = ()) -> Any:
    job = load if load is not None and (check is None or load.id > check.id) else check
    assert job is not None
    under_way = job.state in (JobState.WAITING, JobState.RUNNING)
    if request.headers.get("HX-Request") and under_way:
        return render_template("kpis/_upload_job.html", upload=row, job=job)
    if request.headers.get("HX-Request"):
        return _lead(url_for("kpis.upload_check", upload_id=row.id))
    plan = check.result if check is not None and check.state is JobState.DONE and not under_way else None
    failed = [job_error(one) for one in (check, load) if one is not None and one.state is JobState.FAILED]
    page = render_template(
        "kpis/upload_check.html", upload=row, file=_file(row), job=job, under_way=under_way, plan=plan, failed=failed,
        errors=errors, faults=[RowFault(**fault) for fault in plan["faults"]] if plan else [], fault_words=fault_words,
        **_dates(plan),
    )  # fmt: skip
    return page, 422 if errors else 200


def _dates(plan: dict[str, Any] | None) -> dict[str, Any]:
    if not plan:
        return {"months": []}
    return {
        "first": datetime.fromisoformat(plan["first"]) if plan["first"] else None,
        "last": datetime.fromisoformat(plan["last"]) if plan["last"] else None,
        "months": [{**month, "text": month_text(date.fromisoformat(month["month"]))} for month in plan["months"]],
    }


def _lead(href: str) -> Any:
    """To another page; htmx is told by a header."""
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": href})
    return redirect(href)


@blueprint.post("/kpis/uploads/<int:upload_id>/load")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def start_load(upload_id: int) -> Any:
    """Load what was checked: all of it, or the good rows where that was said."""
    row = get_upload(upload_id)
    try:
        ask_load(upload=row, partial=bool(request.form.get("partial")), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        check, load = find_job(row.check_job_id), find_job(row.load_job_id)
        if check is None and load is None:
            raise
        return _check_page(row, check, load, tuple(describe(broken.refusals)))
    return redirect(url_for("kpis.upload_check", upload_id=row.id), 303)


@blueprint.post("/kpis/uploads/<int:upload_id>/discard")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def discard(upload_id: int) -> Any:
    """Forget a file that was not loaded."""
    row = get_upload(upload_id)
    name = _file(row).name
    try:
        discard_upload(upload=row, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "warning")
    else:
        flash(_("“%(file)s” is discarded. Nothing of it was loaded.", file=name), "success")
    return redirect(url_for("kpis.loads"), 303)


@blueprint.get("/kpis/uploads/<int:upload_id>/rejects")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def upload_rejects(upload_id: int) -> Any:
    """The rows that the dry run found wrong, as a workbook."""
    check = find_job(get_upload(upload_id).check_job_id)
    file_id = (check.result or {}).get("rejects_file_id") if check is not None else None
    if file_id is None:
        raise NotFound
    return files.send(file_id)
