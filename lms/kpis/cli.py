"""`lms kpis …`: work orders in."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask_babel import gettext as _
from flask_babel import lazy_pgettext as pgettext

from lms.core import audit, clock
from lms.core.db import rollback, transaction
from lms.core.errors import Refusal, describe
from lms.kpis.field_labels import DATE_WHYS
from lms.kpis.rules.doubtful_days import Doubt
from lms.kpis.rules.profiles import Profile, ProfileFault, read_profile
from lms.kpis.sources.faults import SourceFault

ACTOR = audit.System("lms kpis import")
_NAMES: dict[str, Any] = {
    "source": pgettext("load", "source"), "profile": pgettext("load", "profile"), "rows": pgettext("load", "rows"),
    "orders": pgettext("load", "orders"), "loaded": pgettext("load", "loaded"), "replaced": pgettext("load", "replaced"),
    "unchanged": pgettext("load", "unchanged"), "rejected": pgettext("load", "rejected"),
    "repeated": pgettext("load", "repeated"), "rejects": pgettext("load", "rejects"), "first": pgettext("load", "first"),
    "last": pgettext("load", "last"), "months": pgettext("load", "months"), "reopened": pgettext("load", "reopened"),
    "absent": pgettext("load", "absent"), "load": pgettext("load", "load"), "dry_run": pgettext("load", "dry run"),
}  # fmt: skip

_ALWAYS = ("loaded", "replaced", "rejected")
"""What is said though it is none."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--profile",
    "profile_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="How to read it, as TOML; else the saved profile of the source, else one proposed from the file.",
)
@click.option("--source", default=None, help="The source's name; the profile's otherwise.")
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    default=None,
    help="What comes first in dates that can be read both ways: day, month or year. Only without a profile.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--partial", is_flag=True, help="Load the good rows although others are wrong.")
@click.option(
    "--rejects",
    "rejects_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Where the list of rejected rows goes; beside the file otherwise.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")  # fmt: skip
def import_work_orders(
    file: Path, profile_path: Path | None, source: str | None, dates: str | None, dry_run: bool, partial: bool, rejects_path: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Load work orders: all of them or nothing. Exit 1 when rows are wrong, 2 when the file cannot be read at all."""
    from lms.kpis.actions.loading import LoadRejected, check, load

    at = clock.now()
    try:
        profile, profile_id, doubts = _profile(file, profile_path, source, dates, at, keep=not dry_run)
        if dry_run:
            plan = check(file, profile, at=at)
            outcome, faults = _of_plan(plan, profile), plan
        else:
            try:
                row = load(file, profile, how="command", actor=ACTOR, at=at, partial=partial, profile_id=profile_id)
                outcome, faults = _of_load(row, profile), None
            except LoadRejected as rejected:
                outcome, faults = {**_of_plan(rejected.plan, profile), "loaded": 0, "replaced": 0}, rejected.plan
    except (SourceFault, ProfileFault) as fault:
        click.echo(" ".join(describe((Refusal(fault.code, fault.values),))), err=True)
        sys.exit(2)
    outcome |= {"dry_run": dry_run, "doubtful": [_of_doubt(doubt) for doubt in doubts]}
    if outcome["rejected"]:
        target = rejects_path or file.with_name(f"{file.stem}-rejected.xlsx")
        try:
            if faults is not None:
                faults.write_rejects(target)
            else:
                _copy_rejects(row.rejects_file_id, target)
            outcome["rejects"] = str(target)
        except OSError as error:
            said = _("The rejected rows could not be written to %(place)s: %(reason)s. Use --rejects.", place=target, reason=error.strerror)  # fmt: skip
            click.echo(said, err=True)
    _say(outcome, as_json)
    if outcome["rejected"] and not partial and not dry_run:
        refusal = Refusal("load_has_rejects", {"rejected": outcome["rejected"], "rows": outcome["rows"]})
        click.echo(" ".join(describe((refusal,))), err=True)
    sys.exit(1 if outcome["rejected"] and not (partial and not dry_run) else 0)


def _profile(
    file: Path, path: Path | None, source: str | None, dates: str | None, at: datetime, *, keep: bool
) -> tuple[Profile, int | None, tuple[Doubt, ...]]:
    from lms.kpis.actions.profiles import save_profile
    from lms.kpis.proposals import propose_for
    from lms.kpis.queries.profiles import find_profile
    from lms.kpis.rules.mapping import source_in

    if path is None:
        source = source or source_in(file.name)  # as the page does, so that next week's file is of the same source
    if path is None and source is not None and (saved := find_profile(source)) is not None:
        found = read_profile(saved.text), saved.id, ()
        rollback()
        return found
    if path is None:
        assert source is not None
        proposal = propose_for(file, source, dates)
        _refuse_to_guess(proposal.doubts, loading=keep)
        return proposal.profile, None, proposal.doubts
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ProfileFault("profile_not_text") from error
    profile = read_profile(text)
    if source is not None:
        profile = replace(profile, source=source)
    if not keep:
        return profile, None, ()
    with transaction():
        profile_id = save_profile(text=text, actor=ACTOR, at=at).id
    return profile, profile_id, ()


def _refuse_to_guess(doubts: Sequence[Doubt], *, loading: bool) -> None:
    """Days that can be read both ways: a load only where other columns of the file are written alike and tell; a dry run
    where anything speaks for one reading."""
    for doubt in doubts:
        if not doubt.likely or (loading and doubt.why != "other_column"):
            readings = " / ".join(f"{day.isoformat()} ({order})" for order, day in doubt.readings())
            raise SourceFault(
                "proposal_ambiguous_dates", column=", ".join(doubt.headings), example=doubt.example, readings=readings
            )


def _of_doubt(doubt: Doubt) -> dict[str, Any]:
    readings = {order: day.isoformat() for order, day in doubt.readings()}
    return {
        "columns": list(doubt.headings), "example": doubt.example, "readings": readings, "taken": doubt.likely, "why": doubt.why,
    }  # fmt: skip


def _copy_rejects(file_id: int | None, target: Path) -> None:
    from lms.core import files

    if file_id is not None:
        target.write_bytes(files.read(file_id)[1])


def _written(moment: datetime | None, profile: Profile) -> str | None:
    zone = ZoneInfo(profile.zone) if profile.zone else clock.zone()
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _of_plan(plan: Any, profile: Profile) -> dict[str, Any]:
    counts = {name: getattr(plan, name) for name in ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")}
    return {
        "source": plan.source, "profile": profile.name, **counts, "repeated": plan.repeated, "rejects": None,
        "first": _written(plan.first, profile), "last": _written(plan.last, profile),
        "months": [change.month.isoformat() for change in plan.months], "reopened": [month.isoformat() for month in plan.reopened], "absent": list(plan.absent),
    }  # fmt: skip


def _of_load(row: Any, profile: Profile) -> dict[str, Any]:
    counts = {name: getattr(row, name) for name in ("rows", "orders", "loaded", "replaced", "unchanged", "rejected")}
    return {
        "source": row.source, "profile": profile.name, **counts, "repeated": row.notes["repeated"], "rejects": None,
        "first": _written(row.first_opened_at, profile), "last": _written(row.last_opened_at, profile),
        "months": row.notes["months"], "reopened": row.notes["reopened"], "absent": row.notes["absent"],
        "load": row.id,
    }  # fmt: skip


def _say(outcome: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    for doubt in outcome.pop("doubtful"):
        readings = " / ".join(f"{day} ({order})" for order, day in doubt["readings"].items())
        both = _(
            "The dates in “%(columns)s” can be read both ways: “%(example)s” is %(readings)s.",
            columns=", ".join(doubt["columns"]), example=doubt["example"], readings=readings,
        )  # fmt: skip
        taken = _("Read here as %(taken)s; say --dates %(taken)s if that is right.", taken=doubt["taken"])
        click.echo(f"{both} {DATE_WHYS[doubt['why']]} {taken}")
    for name, value in outcome.items():
        shown = _span(value) if name in ("months", "reopened") else value
        shown = ", ".join(shown) if isinstance(shown, list) else shown
        if shown not in (None, "", False) or name in _ALWAYS:
            click.echo(f"{_padded(str(_NAMES.get(name, name)))} {_('yes') if shown is True else shown}")


def _span(months: list[str]) -> str:
    """The first and the last month and how many there are: a history has hundreds."""
    named = [month[:7] for month in months]
    if len(named) < 3:
        return ", ".join(named)
    return _("%(first)s to %(last)s (%(count)s)", first=named[0], last=named[-1], count=len(named))


def _padded(name: str) -> str:
    """To ten columns; a Chinese character takes two."""
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)
    return name + " " * max(0, 10 - wide)
