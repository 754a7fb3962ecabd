"""The `lms` command. Each package brings its own commands; they are gathered here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.core.command_words import in_words_of_terminal, worded
from lms.core.config import Settings, SettingsError, from_environment
from lms.core.speech import speech
from lms.core.starting import without_collecting
from lms.core.terminal import of_terminal

if TYPE_CHECKING:
    from flask import Flask


def application() -> Flask:
    """The application for a command, or a clear sentence and exit code 2 where a setting is wrong."""
    with without_collecting():
        from lms.app import create_app

        return create_app(_settings(os.environ))


def application_for_files(*templates: Path) -> Flask:
    """The application for a command that reads and writes files only, with the templates of its package: it keeps no secret
    between two runs."""
    from secrets import token_urlsafe

    from lms.core.rendering import create_paper_app

    environment = {**os.environ, "SECRET_KEY": os.environ.get("SECRET_KEY") or token_urlsafe(48)}
    return create_paper_app(_settings(environment), templates)


def _settings(environment: Mapping[str, str]) -> Settings:
    try:
        return from_environment(environment)
    except SettingsError as error:
        raise click.UsageError(error.sentence.said(speech(None))) from error


class Gathered(click.Group):
    """A group whose further commands lie in the packages; each is imported when it is asked for, so that none waits for
    what another needs. `sources`: name to "module:attribute"."""

    def __init__(self, *args: Any, sources: dict[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.sources = sources or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.sources})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.sources and cmd_name not in self.commands:
            module, _, attribute = self.sources[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), attribute), cmd_name)
        found = super().get_command(ctx, cmd_name)
        return None if found is None else worded(found)


class Spoken(Gathered):
    """The command itself: what the library says of it, and of what was mistyped, is in the terminal's language."""

    def main(self, *args: Any, **settings: Any) -> Any:
        with in_words_of_terminal():
            worded(self)
            return super().main(*args, **settings)


class AppGroup(Gathered):
    """Commands run inside the application context; their sentences are in the terminal's language."""

    def invoke(self, ctx: click.Context) -> object:
        if not {"-h", "--help"}.isdisjoint(ctx.args):
            return super().invoke(ctx)  # whoever only asks how it is used needs no settings yet
        from flask_babel import force_locale

        from lms.core.i18n import LOCALES

        app = application()
        with app.app_context(), force_locale(LOCALES[of_terminal(os.environ)]):
            ctx.obj = app
            return super().invoke(ctx)


@click.group(
    cls=Spoken, sources={"demo": "lms.demo.cli:demo"}, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option("0.1.0", prog_name="lms")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Shifu: training and certification for after-sales service teams."""
    ctx.obj = application


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--with-worker", is_flag=True, help="Run the job worker beside it.")
@click.option("--prepare", is_flag=True, help="First bring the database up to date; in demo mode load the company.")
def serve(host: str, port: int, workers: int, with_worker: bool, prepare: bool) -> None:
    """Start the web server."""
    from lms.server import PortTaken, refuse_taken_port, serve_web, serve_with_worker

    if not os.environ.get("LMS_PUBLIC_URL"):  # links in mail and QR codes lead to where this server is found
        os.environ["LMS_PUBLIC_URL"] = f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}"
    try:
        from_environment(os.environ)
        refuse_taken_port(host, port)
    except PortTaken as error:
        raise click.ClickException(str(error)) from error
    except SettingsError as error:
        raise click.UsageError(error.sentence.said(speech(None))) from error
    if prepare:
        from lms.start import make_ready

        make_ready(from_environment(os.environ))
    if with_worker:
        click.echo(f"Shifu 师傅: http://{host}:{port}  (Ctrl-C ends it)")
        sys.exit(serve_with_worker(host, port, workers))
    serve_web(host, port, workers)


@main.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16))
def worker(threads: int) -> None:
    """Start the job worker: exports, imports, letters."""
    from lms.worker import work

    work(application(), threads=threads)


@main.group(name="db", cls=AppGroup)
def database() -> None:
    """The database's schema."""


@database.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version. KPIs, abilities, alert rules,
    score cards and questionnaires that ship and are not there are added, and the keys
    with which certificates are signed are made."""
    from assessments.actions.questionnaires import ship_questionnaires
    from certificates.keys.actions import make_keys
    from lms.core import clock, schema
    from lms.core.audit import System
    from lms.core.db import db, transaction
    from lms.kpis.shipping import ship
    from lms.performance.actions.definitions import ship_scorecards
    from lms.performance.ladders.actions import ship_ladders

    schema.upgrade(db.engine)
    actor, at = System("lms db upgrade"), clock.now()
    with transaction():
        ship(actor=actor, at=at)
        ship_scorecards(actor=actor, at=at)
        ship_ladders(actor=actor, at=at)
        ship_questionnaires(actor=actor, at=at)
        make_keys(actor=actor, at=at)
    click.echo("The database is up to date.")


@main.group(cls=AppGroup, sources={"verify": "lms.people.audit_cli:verify"})
def audit() -> None:
    """The audit trail."""


@main.group(
    cls=AppGroup,
    sources={"import": "lms.people.cli:import_people", "administrator": "lms.people.cli:administrator"},
)
def people() -> None:
    """People and the roster."""


@main.group(
    cls=AppGroup,
    sources={"import": "assessments.cli:import_questions", "export": "assessments.cli:export_questions"},
)
def questions() -> None:
    """The question bank."""


@main.group(
    cls=AppGroup,
    sources={"scenarios": "assessments.scenario_cli:load_scenarios"},
)
def practicals() -> None:
    """Practical work and simulated calls."""


@main.group(
    cls=AppGroup,
    sources={"import": "courses.cli:import_courses"},
)
def courses() -> None:
    """The courses."""


@main.group(
    cls=AppGroup,
    sources={
        "export": "certificates.cli:export_certificates",
        "import": "certificates.imports.cli:import_certificates",
        "credential": "certificates.credentials.cli:check_file",
        "keys": "certificates.keys.cli:keys",
        "publish": "certificates.scheme_cli:publish_schemes",
        "schemes": "certificates.scheme_cli:show_schemes",
        "verify": "certificates.cli:verify_certificate",
    },
)
def certificates() -> None:
    """Certificates."""


@main.group(
    cls=AppGroup,
    sources={
        "load": "assessments.survey_cli:load_questionnaires",
        "remind": "assessments.survey_cli:remind_people",
    },
)
def questionnaires() -> None:
    """Questionnaires on training."""


@main.group(cls=AppGroup, sources={"publish": "lms.performance.ladders.cli:publish"})
def ladders() -> None:
    """Career ladders."""


@main.group(cls=AppGroup, sources={"load": "lms.performance.cli:load_cards"})
def cards() -> None:
    """KPI cards."""


@main.group(
    cls=AppGroup,
    sources={
        "calendar": "lms.kpis.report_cli:calendar",
        "definitions": "lms.kpis.report_cli:definitions",
        "import": "lms.kpis.cli:import_work_orders",
        "recompute": "lms.kpis.report_cli:recompute_all",
        "report": "lms.kpis.report_cli:report_kpi",
        "watch": "lms.kpis.alert_cli:watch_figures",
    },
)
def kpis() -> None:
    """Service KPIs: work orders and the figures made of them."""


@main.group(
    cls=Gathered,
    sources={
        "agreement": "assessments.quality.cli:agreement",
        "angoff": "assessments.quality.cli:angoff",
        "item-analysis": "assessments.quality.cli:item_analysis",
    },
)
def assessments() -> None:
    """How good questions, raters and pass marks are, computed from files; no database is needed."""


@main.group(
    cls=Gathered,
    sources={
        "compare": "lms.evaluation.cli.compare:compare",
        "effect": "lms.evaluation.cli.effect:effect",
        "its": "lms.evaluation.cli.its:its",
        "roi": "lms.evaluation.cli.roi:roi",
    },
)
@click.pass_context
def evaluation(ctx: click.Context) -> None:
    """Effects and returns of training, computed from files; no database is needed."""
    ctx.obj = application_for_files


@main.group(cls=Gathered, sources={"match": "lms.mentoring.matching.cli:match"})
def mentoring() -> None:
    """Pairing of mentees with mentors, computed from files; no database is needed."""


@main.group(cls=Gathered, sources={"ratings": "lms.trainers.ratings.cli:ratings"})
def trainers() -> None:
    """Trainers' ratings, computed from a file; no database is needed."""


if __name__ == "__main__":
    main()
