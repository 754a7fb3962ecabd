"""The settings file of `lms mentoring match`: everything in it is understood, or refused by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.core.plain_toml import place_of
from lms.core.speech import Sentence
from lms.core.speech import marked as _
from lms.core.tables.columns import FileFault
from lms.mentoring.matching.rules import KINDS, Wishes

NO_MENTEE = _("no mentee “%(name)s” stands in the mentees' file.")
NO_MENTOR = _("no mentor “%(name)s” stands in the mentors' file.")
SETTINGS = ("weights", "limits", "balance", "pins", "bans")
MOST = 1_000_000
"""Points that a wish or the spread of the load may weigh."""
HARD = ("same_city", "product_line", "own_supervisor")


@dataclass(frozen=True)
class Settings:
    """What was decided beside the files. `balance` is None where nothing was said."""

    weights: Mapping[str, float] = field(default_factory=lambda: Wishes().weights)
    limits: Mapping[str, bool] = field(default_factory=lambda: dict.fromkeys(HARD, True))
    balance: float | None = None
    pins: tuple[tuple[str, str, str], ...] = ()
    """The kind is empty where none was named."""
    bans: frozenset[tuple[str, str]] = frozenset()

    def wishes(self) -> Wishes:
        """For the rules."""
        usual = Wishes()
        city, line, supervisor = (self.limits[name] for name in HARD)
        balance = usual.balance if self.balance is None else self.balance
        return Wishes(city, line, supervisor, self.weights, balance, self.bans)


def read_settings(path: Path | None) -> Settings:
    """The file, checked; the usual where there is none. Raises FileFault."""
    if path is None:
        return Settings()
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFault(_("%(file)s: is not text in UTF-8."), file=path.name) from error
    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = place_of(text, error)
        sentence = _("%(file)s, line %(line)s, column %(column)s: cannot be read as TOML from here on. Often a quotation mark, an equals sign or a bracket is missing, a key stands twice, or a number is too long.")  # fmt: skip
        raise FileFault(sentence, file=path.name, line=line, column=column) from error
    usual = Settings()
    _known(path, said, SETTINGS, _("%(file)s: “%(word)s” is no setting. There are: %(known)s."))
    weights, limits = _table(path, said, "weights"), _table(path, said, "limits")
    _known(path, weights, usual.weights, _("%(file)s, [weights]: “%(word)s” is no wish. There are: %(known)s."))
    _known(path, limits, HARD, _("%(file)s, [limits]: “%(word)s” is no limit. There are: %(known)s."))
    for name, value in limits.items():
        if not isinstance(value, bool):
            raise _fault(path, f"limits.{name}", _("%(file)s, %(setting)s: “%(value)s” must be true or false."), value)
    return Settings(
        {**usual.weights, **{name: _amount(path, f"weights.{name}", value) for name, value in weights.items()}},
        {**usual.limits, **limits},
        _amount(path, "balance", said["balance"]) if "balance" in said else None,
        tuple((one[0], one[1], one[2] if len(one) > 2 else "") for one in _names(path, said, "pins", (2, 3))),
        frozenset((one[0], one[1]) for one in _names(path, said, "bans", (2,))),
    )


def settled_pins(
    path: Path | None, settings: Settings, wanted: Collection[tuple[str, str]], mentors: Collection[str]
) -> list[tuple[str, str, str]]:
    """The pins with their kinds, where everybody named in pins and bans is there. Raises FileFault."""
    if path is None or not (settings.pins or settings.bans):
        return []
    mentees, kinds = {mentee for mentee, _kind in wanted}, list(dict.fromkeys(kind for _mentee, kind in wanted))
    needs = set(wanted)
    for name, pairs in (("pins", [pin[:2] for pin in settings.pins]), ("bans", sorted(settings.bans))):
        for mentee, mentor in pairs:
            for known, one, sentence in ((mentees, mentee, NO_MENTEE), (mentors, mentor, NO_MENTOR)):
                if one not in known:
                    raise FileFault(
                        _("%(file)s, %(setting)s: %(said)s"), file=path.name, setting=name,
                        said=Sentence(sentence, {"name": one}),
                    )  # fmt: skip
    found: dict[tuple[str, str], str] = {}
    taken: set[tuple[str, str]] = set()
    for mentee, mentor, named in settings.pins:
        kind = named or next(one for one in kinds if (mentee, one) in needs)
        pair = f"{mentee}, {mentor}"
        if kind not in kinds:
            raise FileFault(
                _("%(file)s, pins: “%(word)s” is no kind of mentor here. There are: %(known)s."),
                file=path.name, word=kind, known=", ".join(kinds),
            )  # fmt: skip
        if (mentee, kind) not in needs:
            raise FileFault(
                _("%(file)s, pins: “%(mentee)s” needs no mentor of the kind “%(kind)s”."),
                file=path.name, mentee=mentee, kind=kind,
            )  # fmt: skip
        if (mentee, mentor) in settings.bans:
            raise FileFault(_("%(file)s: “%(pair)s” is pinned and banned."), file=path.name, pair=pair)
        if (mentee, kind) in found or (mentee, mentor) in taken:
            raise FileFault(_("%(file)s, pins: “%(pair)s” goes against a pin before it."), file=path.name, pair=pair)
        found[mentee, kind] = mentor
        taken.add((mentee, mentor))
    return [(mentee, mentor, kind) for (mentee, kind), mentor in found.items()]


def kinds_named(words: Iterable[str]) -> tuple[str, ...] | None:
    """The kinds that some words name, all where there is none; None where a word is no kind."""
    named = set(words)
    if not named <= {*KINDS, "both"}:
        return None
    return tuple(kind for kind in KINDS if not named or kind in named or "both" in named)


def _known(path: Path, given: Iterable[str], known: Iterable[str], sentence: str) -> None:
    there = list(known)
    if stray := sorted(set(given) - set(there)):  # a ban that is misspelt must not pass in silence
        raise FileFault(sentence, file=path.name, word=stray[0], known=", ".join(there))


def _table(path: Path, said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = said.get(name, {})
    if not isinstance(value, dict):
        raise _fault(
            path, name, _("%(file)s, %(setting)s: “%(value)s” is no table; begin it with a line [%(setting)s]."), value
        )
    return value


def _amount(path: Path, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        raise _fault(path, name, _("%(file)s, %(setting)s: “%(value)s” must be a number from 0 to 1000000."), value)
    return float(value)


def _names(path: Path, said: Mapping[str, Any], name: str, lengths: Collection[int]) -> list[list[str]]:
    rows = said.get(name, [])
    sound = isinstance(rows, list)
    for row in rows if sound else [rows]:
        if (
            not sound
            or not isinstance(row, list)
            or len(row) not in lengths
            or not all(isinstance(x, str) for x in row)
        ):
            shape = '["mentee", "mentor"]' if lengths == (2,) else '["mentee", "mentor", "kind"]'
            raise FileFault(
                _("%(file)s, %(setting)s: “%(value)s” must be written like %(shape)s."), file=path.name, setting=name,
                value=row, shape=f"{name} = [{shape}]",
            )  # fmt: skip
    return rows if isinstance(rows, list) else []


def _fault(path: Path, setting: str, sentence: str, value: object) -> FileFault:
    shown = str(value).lower() if isinstance(value, bool) else value
    return FileFault(sentence, file=path.name, setting=setting, value=shown)
