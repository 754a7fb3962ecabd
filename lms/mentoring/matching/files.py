"""Mentees, mentors, scores and wishes from files."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from lms.core.speech import marked as _
from lms.core.tables.columns import (
    NOTHING_HERE,
    TOO_LARGE,
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
    broken_limits,
    scored,
)
from lms.mentoring.matching.settings import NO_MENTEE, NO_MENTOR, kinds_named, read_settings, settled_pins

AMOUNT = _("“%(cell)s” must be a number from 0.")
WHOLE = _("“%(cell)s” must be a whole number from 0.")
PART = _("“%(cell)s” must be a number from 0 to 1.")
NO_CAPACITY = _("nothing stands here: write how many mentees this mentor can take; 0 for none.")
NO_KIND = _("“%(cell)s” is no kind of mentor. There are: technical, culture, both.")
NO_SCORED_KIND = _("“%(cell)s” is no kind of mentor that a score can be for. There are: technical, culture.")
LARGEST = 1e9
"""Beyond it, sums of many scores are no longer exact."""
ANY = "mentor"
"""The kind of a pair where scores name none."""
USUAL_CAPACITY = 3.0
"""Where the mentors' file has no column of capacity."""
Limits = dict[tuple[str, str], Mapping[str, int]]


def read_task(
    mentees: Path, mentors: Path, scores: Path | None, config: Path | None, minimise: bool
) -> tuple[Task, Limits]:
    """The task, and for each mentee and kind how many mentors a hard limit keeps away."""
    settings = read_settings(config)
    people = _rows(mentees, "mentee")
    helpers = _rows(mentors, "mentor")
    divided = scores is not None and any(name.lower() == "use" for name in header(scores)[0])
    capacity = {row["mentor"]: _capacity(mentors, row, divided) for row in helpers}
    load = {row["mentor"]: int(_number(mentors, row, "load", 0, whole=True)) for row in helpers}
    if scores is not None:
        given = _scores(scores, {row["mentee"] for row in people}, capacity.keys())
        kinds = sorted({one.kind for one in given}) or [ANY]
        wanted = [(row["mentee"], kind) for row in people for kind in kinds]
        pins = settled_pins(config, settings, wanted, capacity)
        allowed = [one for one in given if (one.mentee, one.mentor) not in settings.bans] if settings.bans else given
        return Task(wanted, allowed, capacity, minimise, settings.balance or 0.0, load, pins), {}
    wishes = settings.wishes()
    all_mentees = [_mentee(mentees, row) for row in people]
    all_mentors = [_mentor(mentors, row, capacity[row["mentor"]], load[row["mentor"]]) for row in helpers]
    wanted = [(mentee.code, kind) for mentee in all_mentees for kind in mentee.kinds]
    pins = settled_pins(config, settings, wanted, capacity)
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
    return Task(wanted, candidates, capacity, minimise, wishes.balance, load, pins), limits


def _rows(path: Path, key: str) -> list[dict[str, str]]:
    names, _mark = header(path)
    lower = [name.lower() for name in names]
    if key not in lower:
        raise no_column(path, names, key)
    for number, name in enumerate(lower):  # whichever of the two was meant, the other would be lost in silence
        if name and name in lower[:number]:
            raise FileFault(_("%(file)s has the column “%(column)s” more than once."), file=path.name, column=name)
    short = {f"c{number}_": name for number, name in enumerate(names) if name}
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


def _number(
    path: Path, row: Mapping[str, str], column: str, otherwise: float, most: float = math.inf, whole: bool = False
) -> float:
    text = row.get(column, "")
    if not text:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= most or value == math.inf or (whole and value != int(value)):
        raise at_cell(path, line_of(path, int(row["_row"])), column, WHOLE if whole else PART if most == 1 else AMOUNT, cell=text)  # fmt: skip
    return value


def _capacity(path: Path, row: Mapping[str, str], divided: bool) -> float:
    """Places of a mentor: whole ones, unless the scores say how much of them each mentee takes."""
    if "capacity" not in row:
        return USUAL_CAPACITY
    if not row["capacity"]:
        raise at_cell(path, line_of(path, int(row["_row"])), "capacity", NO_CAPACITY)
    return _number(path, row, "capacity", USUAL_CAPACITY, whole=not divided)


def _scores(path: Path, mentees: Collection[str], mentors: Collection[str]) -> list[Candidate]:
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
            refuse_where(path, connection, f"abs({key}_number) > {LARGEST}", key, wanted[key], TOO_LARGE)
        if "use" in wanted:
            refuse_where(path, connection, "use_number <= 0", "use", wanted["use"], _("“%(cell)s” must be above 0."))
        if "kind" in wanted:
            refuse_where(path, connection, is_missing("kind"), "kind", wanted["kind"], NOTHING_HERE)
            there = ", ".join(repr(kind) for kind in KINDS)
            refuse_where(path, connection, f"trim(kind) NOT IN ({there})", "kind", wanted["kind"], NO_SCORED_KIND)
        kind = "trim(kind)" if "kind" in wanted else f"'{ANY}'"
        twice = connection.execute(
            f"SELECT max(rowid) FROM raw GROUP BY trim(mentee), trim(mentor), {kind} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchall()
        if twice:
            raise at_line(path, line_of(path, twice[0][0]), _("this pair has a score already."))
        use = "use_number" if "use" in wanted else "1.0::DOUBLE"
        found = connection.execute(
            f"SELECT trim(mentee) AS mentee, trim(mentor) AS mentor, {kind} AS kind, score_number AS score, {use} AS use "
            "FROM raw ORDER BY rowid"
        ).fetchnumpy()
    columns = {name: values.tolist() for name, values in found.items()}
    for key, known, sentence in (("mentee", mentees, NO_MENTEE), ("mentor", mentors, NO_MENTOR)):
        if not set(columns[key]).issubset(known):
            stray = next(number for number, name in enumerate(columns[key]) if name not in known)
            raise at_line(path, line_of(path, stray), sentence, name=columns[key][stray])
    return list(map(Candidate, *(columns[key] for key in ("mentee", "mentor", "kind", "score", "use"))))


def _mentee(path: Path, row: Mapping[str, str]) -> Mentee:
    return Mentee(
        row["mentee"], row.get("city", ""), row.get("product_line", ""), _set(row, "languages"), row.get("shift", ""),
        _set(row, "skills"), row.get("supervisor", ""), _kinds(path, row, "kinds"),
    )  # fmt: skip


def _mentor(path: Path, row: Mapping[str, str], capacity: float, load: int) -> Mentor:
    rating, results = (_number(path, row, key, -1.0, most=1) for key in ("rating", "results"))
    return Mentor(
        row["mentor"], capacity, _kinds(path, row, "kind" if row.get("kind") else "kinds"), row.get("city", ""),
        _set(row, "product_lines") or _set(row, "product_line"), _set(row, "languages"), row.get("shift", ""),
        _set(row, "skills"), rating if rating >= 0 else None, results if results >= 0 else None, load,
    )  # fmt: skip


def _set(row: Mapping[str, str], column: str) -> frozenset[str]:
    return frozenset(part.strip() for part in row.get(column, "").replace("；", ";").split(";") if part.strip())


def _kinds(path: Path, row: Mapping[str, str], column: str) -> tuple[str, ...]:
    kinds = kinds_named(_set(row, column))
    if kinds is None:
        raise at_cell(path, line_of(path, int(row["_row"])), column, NO_KIND, cell=row[column][:60])
    return kinds
