"""Mentees, mentors, scores and wishes from files."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.core.speech import marked as _
from lms.core.tables.columns import (
    NOTHING_HERE,
    FileFault,
    at_cell,
    at_line,
    columns_of,
    header,
    is_missing,
    is_no_number,
    line_of,
    no_column,
    refuse_where,
)
from lms.mentoring.matching.rules import (
    KINDS,
    LIMITS,
    Candidate,
    Mentee,
    Mentor,
    Task,
    Wishes,
    broken_limits,
    scored,
)

NO_MENTEE = _("no mentee “%(name)s” stands in the mentees' file.")
NO_MENTOR = _("no mentor “%(name)s” stands in the mentors' file.")
ANY = "mentor"
"""The kind of a pair where scores name none."""
SETTINGS = ("weights", "limits", "balance", "pins", "bans")
Limits = dict[tuple[str, str], Mapping[str, int]]


def read_task(
    mentees: Path, mentors: Path, scores: Path | None, config: Path | None, minimise: bool
) -> tuple[Task, Limits]:
    """The task, and for each mentee and kind how many mentors a hard limit keeps away."""
    settings = _settings(config)
    people = _rows(mentees, "mentee")
    helpers = _rows(mentors, "mentor")
    capacity = {row["mentor"]: _capacity(mentors, row) for row in helpers}
    load = {row["mentor"]: int(_number(mentors, row, "load", 0)) for row in helpers}
    pins = [tuple(pin) for pin in settings.get("pins", [])]
    if scores is not None:
        given = _scores(scores, {row["mentee"] for row in people}, set(capacity))
        kinds = sorted({one.kind for one in given}) or [ANY]
        wanted = [(row["mentee"], kind) for row in people for kind in kinds]
        bans = {tuple(ban) for ban in settings.get("bans", [])}
        allowed = [one for one in given if (one.mentee, one.mentor) not in bans]
        balance = float(settings.get("balance", 0.0))
        return Task(wanted, allowed, capacity, minimise, balance, load, _pins(pins, kinds)), {}
    wishes = _wishes(config, settings)
    all_mentees = [_mentee(row) for row in people]
    all_mentors = [_mentor(mentors, row, capacity[row["mentor"]], load[row["mentor"]]) for row in helpers]
    candidates: list[Candidate] = []
    limits: Limits = {}
    for mentee in all_mentees:
        for kind in mentee.kinds:
            alone: Counter[str] = Counter()
            for mentor in all_mentors:
                broken = broken_limits(mentee, mentor, kind, wishes)
                if not broken:
                    candidates.append(scored(mentee, mentor, kind, wishes))
                elif len(broken) == 1:
                    alone[broken[0]] += 1
            limits[mentee.code, kind] = {name: alone[name] for name in LIMITS if alone[name]}
    wanted = [(mentee.code, kind) for mentee in all_mentees for kind in mentee.kinds]
    kinds = sorted({kind for _mentee, kind in wanted})
    return Task(wanted, candidates, capacity, minimise, wishes.balance, load, _pins(pins, kinds)), limits


def _rows(path: Path, key: str) -> list[dict[str, str]]:
    names, _mark = header(path)
    lower = [name.lower() for name in names]
    if key not in lower:
        raise no_column(path, names, key)
    short = {f"c{number}_": name for number, name in enumerate(names) if name and names.count(name) == 1}
    with columns_of(path, short, ()) as connection:
        columns = ", ".join(f"trim({one})" for one in short)
        rows = connection.execute(f"SELECT rowid, {columns} FROM raw ORDER BY rowid").fetchall()
    known = [name.lower() for name in short.values()]
    found, seen = [], set()
    for row, *cells in rows:
        one = dict(zip(known, cells, strict=True))
        if not one[key]:
            raise at_cell(path, line_of(path, row), key, NOTHING_HERE)
        if one[key] in seen:
            raise at_line(path, line_of(path, row), _("%(name)s stands here a second time."), name=one[key])
        seen.add(one[key])
        found.append({**one, "_row": str(row)})
    return found


def _number(path: Path, row: Mapping[str, str], column: str, otherwise: float) -> float:
    text = row.get(column, "")
    if not text:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value < float("inf"):
        raise at_cell(
            path, line_of(path, int(row["_row"])), column, _("“%(cell)s” must be a number from 0."), cell=text
        )
    return value


def _capacity(path: Path, row: Mapping[str, str]) -> float:
    return _number(path, row, "capacity", 3.0)


def _scores(path: Path, mentees: set[str], mentors: set[str]) -> list[Candidate]:
    names, _mark = header(path)
    lower = {name.lower(): name for name in names}
    wanted = {key: lower.get(key, key) for key in ("mentee", "mentor", "score")}
    wanted |= {key: lower[key] for key in ("kind", "use") if key in lower}
    numbers = [key for key in ("score", "use") if key in wanted]
    with columns_of(path, wanted, numbers) as connection:
        for key in ("mentee", "mentor", "score"):
            refuse_where(path, connection, is_missing(key), key, wanted[key], NOTHING_HERE)
        for key in numbers:
            refuse_where(path, connection, is_no_number(key), key, wanted[key], _("“%(cell)s” is no number."))
        if "use" in wanted:
            refuse_where(path, connection, "use_number <= 0", "use", wanted["use"], _("“%(cell)s” must be above 0."))
        kind = "trim(kind)" if "kind" in wanted else f"'{ANY}'"
        twice = connection.execute(
            f"SELECT max(rowid) FROM raw GROUP BY trim(mentee), trim(mentor), {kind} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchall()
        if twice:
            raise at_line(path, line_of(path, twice[0][0]), _("this pair has a score already."))
        use = "use_number" if "use" in wanted else "1.0::DOUBLE"
        rows = connection.execute(
            f"SELECT trim(mentee), trim(mentor), {kind}, score_number, {use} FROM raw ORDER BY rowid"
        ).fetchall()
    for place, known, sentence in ((0, mentees, NO_MENTEE), (1, mentors, NO_MENTOR)):
        stray = next((number for number, row in enumerate(rows) if row[place] not in known), None)
        if stray is not None:
            raise at_line(path, line_of(path, stray), sentence, name=rows[stray][place])
    return [Candidate._make((*row, ())) for row in rows]


def _mentee(row: Mapping[str, str]) -> Mentee:
    return Mentee(
        row["mentee"], row.get("city", ""), row.get("product_line", ""), _set(row, "languages"), row.get("shift", ""),
        _set(row, "skills"), row.get("supervisor", ""), _kinds(row, "kinds"),
    )  # fmt: skip


def _mentor(path: Path, row: Mapping[str, str], capacity: float, load: int) -> Mentor:
    rating, results = (_number(path, row, key, -1.0) for key in ("rating", "results"))
    return Mentor(
        row["mentor"], capacity, _kinds(row, "kind") if row.get("kind") else _kinds(row, "kinds"), row.get("city", ""),
        _set(row, "product_lines") or _set(row, "product_line"), _set(row, "languages"), row.get("shift", ""),
        _set(row, "skills"), min(rating, 1.0) if rating >= 0 else None, min(results, 1.0) if results >= 0 else None, load,
    )  # fmt: skip


def _set(row: Mapping[str, str], column: str) -> frozenset[str]:
    return frozenset(part.strip() for part in row.get(column, "").replace("；", ";").split(";") if part.strip())


def _kinds(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    named = _set(row, column)
    return tuple(kind for kind in KINDS if not named or kind in named or "both" in named)


def _settings(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileFault(_("%(file)s cannot be read as TOML: %(error)s."), file=path.name, error=error) from error
    if stray := sorted(set(settings) - set(SETTINGS)):  # a ban that is misspelt must not pass in silence
        raise FileFault(_("%(file)s: “%(word)s” is no setting. There are: %(known)s."), file=path.name, word=stray[0], known=", ".join(SETTINGS))  # fmt: skip
    return settings


def _wishes(path: Path | None, settings: Mapping[str, Any]) -> Wishes:
    usual = Wishes()
    weights = {**usual.weights, **settings.get("weights", {})}
    unknown = sorted(set(weights) - set(usual.weights))
    if unknown and path:
        raise FileFault(_("%(file)s, [weights]: “%(word)s” is no wish. There are: %(known)s."), file=path.name, word=unknown[0], known=", ".join(usual.weights))  # fmt: skip
    limits = settings.get("limits", {})
    stray = sorted(set(limits) - {"same_city", "product_line", "own_supervisor"})
    if stray and path:
        raise FileFault(_("%(file)s, [limits]: “%(word)s” is no limit. There are: %(known)s."), file=path.name, word=stray[0], known="same_city, product_line, own_supervisor")  # fmt: skip
    return Wishes(
        bool(limits.get("same_city", True)), bool(limits.get("product_line", True)), bool(limits.get("own_supervisor", True)),
        weights, float(settings.get("balance", usual.balance)), frozenset(tuple(ban) for ban in settings.get("bans", [])),
    )  # fmt: skip


def _pins(pins: Sequence[tuple[Any, ...]], kinds: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(str(pin[0]), str(pin[1]), str(pin[2]) if len(pin) > 2 else kinds[0]) for pin in pins]
