"""The strings of each package: read from the code, and from its Chinese catalogue."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = "zh_Hans_CN"
FOLDER = ROOT / "lms" / "translations" / LOCALE / "LC_MESSAGES"

# Which part of the tree belongs to which catalogue.
SOURCES = {
    "core": ("lms/core", "lms/templates", "lms/app.py", "lms/cli.py"),
    "people": ("lms/people",),
    "courses": ("courses",),
    "assessments": ("assessments",),
    "certificates": ("certificates",),
    "workdays": ("lms/workdays",),
    "skills": ("lms/skills",),
    "plans": ("lms/plans",),
    "mentoring": ("lms/mentoring",),
    "trainers": ("lms/trainers",),
    "onboarding": ("lms/onboarding",),
    "performance": ("lms/performance",),
    "evaluation": ("lms/evaluation",),
    "kpis": ("lms/kpis",),
    "api": ("lms/api",),
    "reports": ("lms/reports",),
    "home": ("lms/home",),
    "demo": ("lms/demo",),
}
KEYWORDS: dict[str, object] = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None, "marked": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2), "_n": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# As the application's own Jinja environment is set, or the strings would differ in white space.
JINJA = {
    "silent": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
}
COMMANDS = "lms/cli.py"
"""Where all commands are gathered; their help is part of the catalogues without being marked."""
METHODS = {".py": ("python", {}), ".html": ("jinja2", JINJA), ".txt": ("jinja2", JINJA), ".xml": ("jinja2", JINJA)}
HEADER = f"""\
# {{package}}: simplified Chinese. Gathered by `make translations`; translate the empty ones by hand.
# Where Chinese rightly repeats the English word, say so above the entry with a comment: # same
msgid ""
msgstr ""
"Project-Id-Version: shifu\\n"
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


_CALL = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, KEYWORDS)) + r")\s*\(|{%[-+]?\s*trans\b")


def source_files(package: str) -> Iterator[Path]:
    """Every file of a package that may hold strings. A .txt or .xml counts only as a template."""
    for place in SOURCES[package]:
        start = ROOT / place
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            is_template = "templates" in path.relative_to(ROOT).parts
            if path.suffix in METHODS and (is_template or path.suffix == ".py") and _speaks(path):
                yield path


def _speaks(path: Path) -> bool:
    """Could there be a string? To look takes a hundredth of the time that taking a file apart does."""
    return _CALL.search(path.read_text("utf-8")) is not None


def extract(package: str) -> Catalog:
    """What the package's code says today."""
    found = Catalog(fuzzy=False, charset="utf-8")
    for path in source_files(package):
        method, options = METHODS[path.suffix]
        for line, ids, comments, context in extract_from_file(method, path, KEYWORDS, (), options):  # type: ignore[arg-type]
            place = (path.relative_to(ROOT).as_posix(), line)
            found.add(ids, None, [place], auto_comments=comments, context=context)
    for message, owner in _help_of_commands() if (ROOT / COMMANDS).exists() else ():
        if owner == package and message not in found:
            found.add(message, None, [("help of commands", 1)])
    return found


@cache
def _help_of_commands() -> list[tuple[str, str]]:
    """What each command of `lms` and each of its options says of itself, with the package it belongs to."""
    import click

    from lms.cli import main
    from lms.core.command_words import help_of, package_of

    def told(command: click.Command) -> Iterator[tuple[str, str]]:
        for _bearer, english in help_of(command):
            yield english, package_of(command)
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                yield from told(below)

    return list(told(main))


def po_path(package: str) -> Path:
    """Where the package's Chinese stands."""
    return FOLDER / f"{package}.po"


def read(package: str) -> Catalog:
    """The package's catalogue as it is on disk; an empty one when there is none."""
    path = po_path(package)
    if not path.exists():
        return Catalog(locale=LOCALE, domain=package, fuzzy=False, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, domain=package)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The entries without the header."""
    return (message for message in catalogue if message.id)


def is_translated(message: Message) -> bool:
    """Has every form a text?"""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(forms) and all(forms)


def update(package: str) -> int:
    """Brings the catalogue in step with the code; returns how many entries still lack their Chinese."""
    template = extract(package)
    catalogue = read(package)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.obsolete.clear()
    if not any(True for _ in messages(catalogue)) and not po_path(package).exists():
        return 0
    _borrow(catalogue, [read(other) for other in SOURCES if other != package])
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False)
    _write(po_path(package), HEADER.format(package=package).encode() + body.getvalue().lstrip())
    return sum(not is_translated(message) for message in messages(catalogue))


def _borrow(catalogue: Catalog, others: list[Catalog]) -> None:
    """A string that another package has already put into Chinese is not translated twice."""
    for message in messages(catalogue):
        if is_translated(message):
            continue
        for other in others:
            known = other.get(message.id, message.context)
            if known is not None and is_translated(known) and known.pluralizable == message.pluralizable:
                message.string = known.string
                message.user_comments = list(known.user_comments)
                break


def compile_stale() -> list[str]:
    """Writes each .mo that is missing or older than its .po; returns the packages done."""
    done = []
    for po in sorted(FOLDER.glob("*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime > po.stat().st_mtime:
            continue
        body = io.BytesIO()
        write_mo(body, read(po.stem))
        _write(mo, body.getvalue(), always=True)
        done.append(po.stem)
    return done


def _write(path: Path, content: bytes, *, always: bool = False) -> None:
    """Whole or not at all, since a server may be reading; untouched when nothing changed."""
    if not always and path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
