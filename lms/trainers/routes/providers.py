"""Providers: the list, one of them, criteria and scores, the comparison of a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock, files
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.written import whole
from lms.people.queries.people import get_person
from lms.trainers.fees.labels import money
from lms.trainers.providers import actions, labels
from lms.trainers.providers.forms import ContractForm, PersonForm, PriceForm, ProfileForm, ProviderForm
from lms.trainers.providers.models import Provider, ProviderContract, ProviderPerson
from lms.trainers.providers.queries import (
    find_criteria,
    get_provider,
    list_providers,
    scores_of,
)
from lms.trainers.providers.rules import Score
from lms.trainers.routes import blueprint

MOST_BYTES = 20 * 1024 * 1024


@blueprint.get("/providers")
@requires(Permission.SEE_PROVIDERS)
def providers() -> str:
    """Those we work with."""
    retired = request.args.get("retired") == "1"
    return render_template(
        "trainers/providers.html", lines=list_providers(retired=retired), retired=retired, year=clock.today().year,
        keeps=keeps_providers(), has_criteria=find_criteria(clock.today()) is not None,
    )  # fmt: skip


def keeps_providers() -> bool:
    """May the reader keep them?"""
    return bool(current_user.can(Permission.KEEP_PROVIDERS))


@blueprint.get("/providers/new")
@requires(Permission.KEEP_PROVIDERS)
def new_provider() -> str:
    """The form."""
    return render_template("trainers/provider_form.html", form=ProviderForm(), provider=None)


@blueprint.post("/providers/new")
@requires(Permission.KEEP_PROVIDERS)
def add_provider() -> Any:
    """Add one."""
    form = ProviderForm()
    if not form.validate_on_submit():
        return render_template("trainers/provider_form.html", form=form, provider=None), 422
    try:
        row = actions.add_provider(
            code=form.code.data or "", name=form.name.data or "", profile=form.profile.data or "", website=form.website.data or "",
            fields=form.fields.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return render_template("trainers/provider_form.html", form=form, provider=None), 422
    flash(_("The provider was added. Enter contacts, contracts and prices now."), "success")
    return redirect(url_for("trainers.provider", provider_id=row.id))


@blueprint.get("/providers/<int:provider_id>")
@requires(Permission.SEE_PROVIDERS)
def provider(provider_id: int) -> str:
    """One provider."""
    return _page(get_provider(provider_id))


def _page(row: Provider, not_retired: Sequence[str] = (), **forms: Any) -> str:
    today = clock.today()
    criteria = find_criteria(today)
    forms = {
        name: kind() for name, kind in (("person", PersonForm), ("contract", ContractForm), ("price", PriceForm))
    } | forms
    last: dict[int, Any] = {}
    for score in row.scores:
        last.setdefault(score.scorer_id, score)
    return render_template(
        "trainers/provider.html", p=row, not_retired=not_retired, today=today, forms=forms, keeps=keeps_providers() and row.retired_on is None, labels=labels, money=money,
        score=scores_of([row.id]).get(row.id, Score(0)), criteria=criteria, judged=list(last.values()),
        names={one["code"]: Bilingual.of(one["title"]) for one in (criteria.content if criteria else [])},
    )  # fmt: skip


def _tried(form: Any, provider_id: int, name: str, act: Callable[[Provider], Any], said: str) -> Any:
    """One of the small forms of a provider's page: act, or show the page again with what was typed."""
    row = get_provider(provider_id)
    if not form.validate_on_submit():
        return _page(row, **{name: form}), 422
    try:
        act(row)
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(row, **{name: form}), 422
    flash(said, "success")
    return redirect(url_for("trainers.provider", provider_id=provider_id))


@blueprint.route("/providers/<int:provider_id>/change", methods=["GET", "POST"])
@requires(Permission.KEEP_PROVIDERS)
def change_provider(provider_id: int) -> Any:
    """Another name, address or profile; the code stays."""
    row = get_provider(provider_id)
    if row.retired_on is not None:
        raise NotFound
    form = ProfileForm(obj=row)
    if form.validate_on_submit():
        try:
            actions.change_provider(
                provider=row, name=form.name.data or "", profile=form.profile.data or "", website=form.website.data or "",
                fields=form.fields.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("Saved."), "success")
            return redirect(url_for("trainers.provider", provider_id=provider_id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    return render_template("trainers/provider_form.html", form=form, provider=row), 422 if form.is_submitted() else 200


@blueprint.post("/providers/<int:provider_id>/people")
@requires(Permission.KEEP_PROVIDERS)
def add_provider_person(provider_id: int) -> Any:
    """A contact or a trainer."""
    form = PersonForm()

    def act(row: Provider) -> None:
        actions.add_person(
            provider=row, kind=form.kind.data, name=form.name.data or "", about=form.about.data or "", phone=form.phone.data or "",
            email=form.email.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip

    return _tried(form, provider_id, "person", act, _("Added."))


@blueprint.post("/providers/<int:provider_id>/people/<int:provider_person_id>/remove")
@requires(Permission.KEEP_PROVIDERS)
def remove_provider_person(provider_id: int, provider_person_id: int) -> Any:
    """Somebody is there no longer."""
    person = db.session.get(ProviderPerson, provider_person_id)
    if person is None or person.provider_id != provider_id:
        raise NotFound
    actions.remove_person(person=person, actor=current_user, at=clock.now())
    flash(_("Removed."), "success")
    return redirect(url_for("trainers.provider", provider_id=provider_id))


@blueprint.post("/providers/<int:provider_id>/contracts")
@requires(Permission.KEEP_PROVIDERS)
def add_provider_contract(provider_id: int) -> Any:
    """A contract with its file."""
    form = ContractForm()

    def act(row: Provider) -> None:
        assert form.from_day.data is not None
        assert form.until_day.data is not None
        upload, file_id = form.file.data, None
        content = upload.stream.read(MOST_BYTES + 1) if upload and upload.filename else b""
        if len(content) > MOST_BYTES:
            raise RuleBroken(Refusal("provider_file", {"most": MOST_BYTES // 1024 // 1024}))
        if content:
            stored = files.save(content, name=upload.filename, content_type=upload.mimetype or "application/octet-stream", actor=current_user, at=clock.now())  # fmt: skip
            file_id = stored.id
        actions.add_contract(
            provider=row, number=form.number.data or "", subject=form.subject.data or "", from_day=form.from_day.data,
            until_day=form.until_day.data, file_id=file_id, keeper=get_person(current_user.id), actor=current_user, at=clock.now(),
        )  # fmt: skip

    return _tried(form, provider_id, "contract", act, _("The contract was added. You are reminded before it ends."))


@blueprint.get("/providers/<int:provider_id>/contracts/<int:contract_id>/file")
@requires(Permission.SEE_PROVIDERS)
def provider_contract_file(provider_id: int, contract_id: int) -> Response:
    """The file of a contract."""
    row = db.session.get(ProviderContract, contract_id)
    if row is None or row.provider_id != provider_id or row.file_id is None:
        raise NotFound
    return files.send(row.file_id)


@blueprint.post("/providers/<int:provider_id>/prices")
@requires(Permission.KEEP_PROVIDERS)
def add_provider_price(provider_id: int) -> Any:
    """What they ask."""
    form = PriceForm()

    def act(row: Provider) -> None:
        assert form.amount.data is not None
        assert form.from_day.data is not None
        actions.add_price(
            provider=row, form=form.form.data, basis=form.basis.data, what=form.what.data or "", amount=form.amount.data,
            currency=(form.currency.data or "").upper(), from_day=form.from_day.data, actor=current_user, at=clock.now(),
        )  # fmt: skip

    return _tried(form, provider_id, "price", act, _("The price was added."))


@blueprint.post("/providers/<int:provider_id>/retire")
@requires(Permission.KEEP_PROVIDERS)
def retire_provider(provider_id: int) -> Any:
    """We work with this one no longer."""
    row, reason = get_provider(provider_id), whole(request.form.get("reason", ""), 1000)
    try:
        actions.retire_provider(provider=row, reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, not_retired=describe(broken.refusals)), 422
    flash(_("The provider was retired."), "success")
    return redirect(url_for("trainers.provider", provider_id=provider_id))
