"""KPI definitions: the list, what each said and says, adding one, changing one from a month on, giving one up."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.db import start_writing
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.kpis.actions.definitions import add_kpi, change_kpi, restore_kpi, retire_kpi
from lms.kpis.definition_forms import DefinitionForm, NewDefinitionForm
from lms.kpis.definitions import FROM_THE_START
from lms.kpis.drill import look_ahead_of, newest_month, trial
from lms.kpis.expression_labels import fault_words
from lms.kpis.labels import DIRECTION_NAMES, KIND_NAMES, UNIT_NAMES
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.queries.definitions import get_kpi, list_kpis
from lms.kpis.recomputing import ask_to_recompute
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import words
from lms.kpis.rules.expression_tree import COLUMNS, FUNCTIONS
from lms.kpis.rules.measures import DefinitionFault, measure
from lms.people.queries.people import list_people


@blueprint.get("/kpis/definitions")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def definitions() -> Any:
    """Every KPI, those given up below."""
    kpis = list_kpis(retired=True)
    return render_template("kpis/definitions.html", kpis=kpis, kinds=KIND_NAMES, directions=DIRECTION_NAMES, **words())


@blueprint.get("/kpis/definitions/<code>")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def definition(code: str) -> Any:
    """One KPI in all its versions."""
    kpi = get_kpi(code)
    makers = {version.made_by for version in kpi.versions if version.made_by is not None}
    return render_template(
        "kpis/definition.html", kpi=kpi, kinds=KIND_NAMES, units=UNIT_NAMES, directions=DIRECTION_NAMES,
        start=FROM_THE_START, names={person.id: person.name for person in list_people(makers)}, **words(),
    )  # fmt: skip


@blueprint.route("/kpis/definitions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
@writes_later
def new_definition() -> Any:
    """A new KPI: tried on the newest month before it is saved."""
    form = NewDefinitionForm()
    if request.method == "GET":
        form.from_month.data, form.digits.data, form.least_sample.data = FROM_THE_START, 1, 10
    return _edit(form, None)


@blueprint.route("/kpis/definitions/<code>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
@writes_later
def change_definition(code: str) -> Any:
    """A new version from a month on."""
    kpi = get_kpi(code)
    form = DefinitionForm()
    if request.method == "GET":
        form.fill(kpi.versions[-1])
        form.from_month.data = clock.today().replace(day=1)
    return _edit(form, kpi)


def _edit(form: DefinitionForm, kpi: Kpi | None) -> Any:
    form.kind.choices, form.unit.choices = options(KIND_NAMES.items()), options(UNIT_NAMES.items())
    form.direction.choices = options(DIRECTION_NAMES.items())
    tried = None
    if form.is_submitted() and form.validate() and _readable(form) and _code_is_free(form):
        print_now = form.print_of_expressions()
        if "save" not in request.form or form.tried.data != print_now:
            tried = _try(form)
            form.tried.data = print_now
        elif (saved := _save(form, kpi)) is not None:
            return saved
    status = 422 if form.errors else 200
    return render_template(
        "kpis/definition_form.html", form=form, kpi=kpi, tried=tried, columns=COLUMNS, functions=FUNCTIONS, **words()
    ), status  # fmt: skip


def _readable(form: DefinitionForm) -> bool:
    """Can the expressions be read? What is wrong stands beside the field, with its place."""
    said = form.wording()
    try:
        measure(name="k", kind=said.kind, numerator=said.numerator, denominator=said.denominator, exclusions=said.exclusions, window=said.window_days)  # fmt: skip
    except DefinitionFault as fault:
        form[fault.field].errors = [fault_words(fault.fault)]
        return False
    return True


def _code_is_free(form: DefinitionForm) -> bool:
    """A code may be no word that an address under /kpis has already."""
    if not isinstance(form, NewDefinitionForm):
        return True
    rules = (rule.rule.split("/") for rule in current_app.url_map.iter_rules() if rule.rule.startswith("/kpis/"))
    if form.code.data in {parts[2] for parts in rules}:
        form.code.errors = [_("This word is taken by a page. Choose another.")]
        return False
    return True


def _try(form: DefinitionForm) -> dict[str, Any]:
    """What the definition says of the newest month there are orders of."""
    said, month = form.wording(), newest_month()
    version = KpiVersion(**{name: getattr(said, name) for name in ("name", "kind", "unit", "digits", "direction", "least_sample")})  # fmt: skip
    if month is None:
        return {"month": None, "version": version, "figure": None}
    one = measure(name="k", kind=said.kind, numerator=said.numerator, denominator=said.denominator, exclusions=said.exclusions, window=said.window_days)  # fmt: skip
    figure = trial(one, month, unit=said.unit, least_sample=said.least_sample, look_ahead=look_ahead_of(one), at=clock.now())  # fmt: skip
    return {"month": month, "version": version, "figure": figure}


def _save(form: DefinitionForm, kpi: Kpi | None) -> Response | None:
    code, month = (kpi.code if kpi else ""), form.from_month.data
    assert month is not None
    start_writing()
    try:
        if isinstance(form, NewDefinitionForm):
            code = form.code.data or ""
            add_kpi(code=code, wording=form.wording(), from_month=month.replace(day=1), actor=current_user, at=clock.now())  # fmt: skip
        else:
            this_month = clock.today().replace(day=1)
            change_kpi(kpi=get_kpi(code), wording=form.wording(), from_month=month.replace(day=1), this_month=this_month, actor=current_user, at=clock.now())  # fmt: skip
    except RuleBroken as broken:
        place = "code" if isinstance(form, NewDefinitionForm) else "from_month"
        form[place].errors = describe(broken.refusals)
        return None
    return _computing(code, month.replace(day=1), _("The definition was saved. Its figures are being computed."))


def _computing(code: str, since: date, said: str) -> Response:
    ask_to_recompute(since, actor=current_user, at=clock.now())
    flash(said, "success")
    return redirect(url_for("kpis.definition", code=code))


@blueprint.post("/kpis/definitions/<code>/retire")
@requires(Permission.MANAGE_KPIS)
def retire_definition(code: str) -> Response:
    """Show a KPI no more."""
    retire_kpi(kpi=get_kpi(code), actor=current_user, at=clock.now())
    flash(_("The KPI is given up. Its figures stay on record."), "success")
    return redirect(url_for("kpis.definition", code=code))


@blueprint.post("/kpis/definitions/<code>/restore")
@requires(Permission.MANAGE_KPIS)
def restore_definition(code: str) -> Response:
    """Show it again, with the months between."""
    kpi = get_kpi(code)
    since = clock.local_date(kpi.retired_at).replace(day=1) if kpi.retired_at else clock.today().replace(day=1)
    restore_kpi(kpi=kpi, actor=current_user, at=clock.now())
    return _computing(code, since, _("The KPI is in use again. Its figures are being computed."))
