"""Pages of the rules that enrol by themselves: the list with whom each means today, a new one, ending, carrying out now."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.onboarding.actions.enrolment_rules import RuleText, carry_out, end_rule, make_rule
from lms.onboarding.change_forms import RuleForm
from lms.onboarding.labels import VERDICTS_OF_RULES
from lms.onboarding.models import Programme
from lms.onboarding.queries.enrolment_rules import find_intake_to_join, get_rule, list_meant, list_rules
from lms.onboarding.queries.intakes import list_managed_units
from lms.onboarding.queries.programmes import list_programmes
from lms.onboarding.routes import blueprint
from lms.people.models import Post
from lms.people.queries.people import list_posts


@blueprint.get("/intakes/rules")
@requires(Permission.MANAGE_INTAKES)
def enrolment_rules() -> str:
    """The rules that hold in the reader's units, each with whom it would enrol today: a dry run."""
    today = clock.today()
    found = [(rule, list_meant(rule, today), find_intake_to_join(rule, today)) for rule in list_rules(current_user)]
    return render_template("onboarding/rules.html", rules=found, verdicts=VERDICTS_OF_RULES)


@blueprint.route("/intakes/rules/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def new_rule() -> Any:
    """Make a rule."""
    form = RuleForm()
    units, posts = list_managed_units(current_user), list_posts()
    form.programme_id.choices = options((p.id, str(p.title)) for p in list_programmes())
    form.unit_id.choices = options((u.id, "　" * (u.path.count("/") - 2) + str(u.name)) for u in units)
    form.post_id.choices = options(
        [(0, _("Every post of the programme's job family")), *((p.id, str(p.name)) for p in posts)]
    )
    if form.validate_on_submit():
        text = RuleText(
            Bilingual(form.title_zh.data or "", form.title_en.data or ""), form.hired_from.data or clock.today(),
            form.lead_days.data or 0, form.join_days.data or 0,
        )  # fmt: skip
        try:
            make_rule(
                text=text, programme=db.session.get_one(Programme, form.programme_id.data),
                unit=next(u for u in units if u.id == form.unit_id.data),
                post=db.session.get(Post, form.post_id.data) if form.post_id.data else None,
                actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("The rule holds. Below stands whom it enrols in the morning."), "success")
            return redirect(url_for("onboarding.enrolment_rules"))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    elif not form.is_submitted():
        form.hired_from.data, form.lead_days.data, form.join_days.data = clock.today(), 7, 14
    page = render_template("onboarding/new_rule.html", form=form)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/intakes/rules/<int:rule_id>/end")
@requires(Permission.MANAGE_INTAKES)
def stop_rule(rule_id: int) -> Any:
    """End a rule."""
    end_rule(rule=get_rule(rule_id, current_user), actor=current_user, at=clock.now())
    flash(_("The rule has ended. Whom it enrolled stays enrolled."), "success")
    return redirect(url_for("onboarding.enrolment_rules"))


@blueprint.post("/intakes/rules/<int:rule_id>/run")
@requires(Permission.MANAGE_INTAKES)
def run_rule(rule_id: int) -> Any:
    """Carry a rule out now instead of in the morning."""
    done = carry_out(rule=get_rule(rule_id, current_user), actor=current_user, at=clock.now())
    if done is None:
        flash(_("The rule means nobody new today."), "info")
        return redirect(url_for("onboarding.enrolment_rules"))
    cohort, people = done
    words = ngettext("%(num)s person enrolled. Now appoint the mentors.", "%(num)s people enrolled. Now appoint the mentors.", people)  # fmt: skip
    flash(words, "success")
    return redirect(url_for("onboarding.mentors", cohort_id=cohort.id))
