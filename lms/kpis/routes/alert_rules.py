"""Alert rules: the list, adding and changing one with a trial on the past, giving one up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken
from lms.core.forms import options
from lms.core.i18n import day
from lms.kpis import alert_labels as words
from lms.kpis.actions.alert_rules import add_rule, change_rule, refuse_faulty, restore_rule, retire_rule
from lms.kpis.alert_forms import NewRuleForm, RuleForm
from lms.kpis.alert_jobs import ask_to_watch
from lms.kpis.alert_trial import Trial, try_rule
from lms.kpis.models import AlertRule
from lms.kpis.queries.alert_rules import definitions_on, get_rule, list_current, list_versions
from lms.kpis.queries.alerts import count_standing
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.routes import blueprint
from lms.people.queries.people import list_people


@blueprint.get("/kpis/alert-rules")
@requires(Permission.MANAGE_KPIS, Permission.SEE_AUDIT)
def alert_rules() -> str:
    """Every rule, and how many of its alerts stand."""
    versions = list_current(retired=True)
    definitions = definitions_on({version.kpi_id for version in versions}, clock.today())
    return render_template(
        "kpis/alert_rules.html",
        versions=versions,
        definitions=definitions,
        words=words,
        standing=count_standing(),
        may_change=_may_change(),
    )


def _may_change() -> bool:
    """Auditors read the rules and change none."""
    return Permission.MANAGE_KPIS in current_user.permissions


def _prepared(form: RuleForm) -> RuleForm:
    form.kpi_id.choices = options((kpi.id, kpi.versions[-1].name) for kpi in list_kpis() if kpi.versions)
    return form


@blueprint.route("/kpis/alert-rules/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
def add_alert_rule() -> Any:
    """A new rule, after a look at what it would have said."""
    form = NewRuleForm()
    _prepared(form)
    return _edit(form, None)


@blueprint.get("/kpis/alert-rules/<code>")
@requires(Permission.MANAGE_KPIS, Permission.SEE_AUDIT)
def alert_rule(code: str) -> Any:
    """What a rule says, and what it said before."""
    rule = get_rule(code)
    return _edit(_prepared(RuleForm(data=RuleForm.values_of(list_versions(rule)[0]))), rule)


@blueprint.post("/kpis/alert-rules/<code>")
@requires(Permission.MANAGE_KPIS)
def change_alert_rule(code: str) -> Any:
    """Change a rule: a new version."""
    return _edit(_prepared(RuleForm()), get_rule(code))


PLACES = {
    "alert_rule_code_taken": "code",
    "alert_rule_no_kpi": "kpi_id",
    "alert_rule_no_bound": "bound",
    "alert_rule_beyond_scale": "bound",
}
"""The field that a refusal is about, by its code; the others are about several."""


def _edit(form: RuleForm, rule: AlertRule | None) -> Any:
    trial: Trial | None = None
    if request.method == "POST" and form.validate():
        at = clock.now()
        try:
            if "trial" in request.form:
                refuse_faulty(form.text(), at)
                trial = try_rule(form.text(), clock.today(), at=at)
            else:
                return _save(form, rule)
        except RuleBroken as broken:
            form.tell(broken, **PLACES)
    versions = list_versions(rule) if rule else []
    makers = {person.id: person.name for person in list_people({v.made_by for v in versions if v.made_by})}
    definitions = definitions_on({version.kpi_id for version in versions}, clock.today())
    page = render_template(
        "kpis/alert_rule.html", form=form, rule=rule, versions=versions, makers=makers, definitions=definitions,
        words=words, trial=trial, trial_words=_trial_words(trial),
        may_change=_may_change(),
    )  # fmt: skip
    return page, (422 if request.method == "POST" and trial is None else 200)


def _trial_words(trial: Trial | None) -> str:
    if trial is None or trial.newest is None:
        return ""
    values = {"first": day(trial.first), "newest": day(trial.newest), "subjects": trial.subjects,
              "standing": trial.standing, "tried": trial.tried, "of": trial.of}  # fmt: skip
    if not trial.raised:
        said = _("From %(first)s to %(newest)s this rule would have raised no alert.", **values)
    else:
        said = ngettext(
            "From %(first)s to %(newest)s this rule would have raised %(num)s alert about %(subjects)s of %(tried)s; %(standing)s would stand now.",
            "From %(first)s to %(newest)s this rule would have raised %(num)s alerts about %(subjects)s of %(tried)s; %(standing)s would stand now.",
            trial.raised, **values,
        )  # fmt: skip
    if trial.of > trial.tried:
        said = f"{said} " + _("Tried on a sample: %(tried)s of %(of)s.", **values)
    return said


def _save(form: RuleForm, rule: AlertRule | None) -> Response:
    at = clock.now()
    if rule is None:
        rule = add_rule(code=form["code"].data or "", text=form.text(), actor=current_user, at=at)
        changed = True
    else:
        changed = change_rule(rule=rule, text=form.text(), actor=current_user, at=at)
    if changed:
        ask_to_watch(None, actor=current_user, at=at)
        flash(_("Saved. The rule is asked now; what it finds stands among the alerts in a moment."), "success")
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for("kpis.alert_rules"))


@blueprint.post("/kpis/alert-rules/<code>/retire")
@requires(Permission.MANAGE_KPIS)
def retire_alert_rule(code: str) -> Response:
    """Give a rule up, or take it up again."""
    rule = get_rule(code)
    if request.form.get("back"):
        restore_rule(rule=rule, actor=current_user, at=clock.now())
        ask_to_watch(None, actor=current_user, at=clock.now())
        flash(_("The rule speaks again."), "success")
    else:
        retire_rule(rule=rule, actor=current_user, at=clock.now())
        flash(_("The rule is silent now, and its alerts are cleared."), "success")
    return redirect(url_for("kpis.alert_rules"))
