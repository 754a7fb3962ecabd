"""What findings say in the reader's language: the figure, and the sentence that explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import LOCALES, day, text
from lms.evaluation.figure_words import NONE, Told, between, interval, number, signed
from lms.evaluation.plan_labels import LEVEL_NAMES, MEASURE_NAMES, PROPOSAL_REASONS, ROLE_NAMES
from lms.evaluation.results_words import effect, refused, undeclared
from lms.evaluation.rules.verdicts import Finding, Proposal


def told(finding: Finding) -> Told:
    """One level in words."""
    return _WORDS[finding.reason](finding.values, finding.n)


def sentence(finding: Finding) -> str:
    """One level in one line: name, figure, why."""
    words = told(finding)
    name = str(LEVEL_NAMES[finding.level])
    if words.figure == NONE:
        return _("%(level)s: %(why)s", level=name, why=words.why)
    return _("%(level)s: %(figure)s. %(why)s", level=name, figure=words.figure, why=words.why)


def lines_of(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Each level's line in both languages, as a training need keeps them."""
    lines: list[dict[str, Any]] = [{"level": finding.level} for finding in findings]
    for code, locale in LOCALES.items():
        with force_locale(locale):
            for line, finding in zip(lines, findings, strict=True):
                line[code] = sentence(finding)
    return lines


def reasons_of(proposal: Proposal) -> list[str]:
    """Why a verdict is proposed."""
    return [str(PROPOSAL_REASONS[code]) % {"levels": levels_text(levels)} for code, levels in proposal.reasons]


def levels_text(levels: Sequence[int]) -> str:
    """Levels by number and name."""
    return _("; ").join(_("level %(number)s, %(name)s", number=n, name=LEVEL_NAMES[n]) for n in levels)


def _bare(words: Callable[[Mapping[str, Any]], str]) -> Callable[[Mapping[str, Any], int], Told]:
    return lambda values, n: Told(NONE, words(values))


def _day(values: Mapping[str, Any]) -> str:
    return day(date.fromisoformat(values["day"]))


def _reaction(values: Mapping[str, Any], n: int) -> Told:
    name = str(MEASURE_NAMES.get(values["measure"], values["measure"]))
    figure = _("%(mean)s of %(top)s", mean=number(values["mean"]), top=values["top"])
    why = _(
        "%(name)s, %(interval)s; %(answered)s of %(asked)s answered.", name=name, interval=interval(values),
        answered=values["answered"], asked=values["asked"],
    )  # fmt: skip
    weak = [str(MEASURE_NAMES.get(one, one)) for one in values["weak"]]
    return Told(figure, why + (between() + _("Weak: %(measures)s.", measures=_(", ").join(weak)) if weak else ""))


def _behaviour(values: Mapping[str, Any], n: int) -> Told:
    figure = _("%(mean)s of %(top)s", mean=number(values["mean"]), top=values["top"])
    why = _(
        "%(role)s after %(days)s days, %(interval)s; %(answered)s of %(asked)s answered.", role=ROLE_NAMES[values["role"]],
        days=values["days"], interval=interval(values), answered=values["answered"], asked=values["asked"],
    )  # fmt: skip
    return Told(figure, why)


def _gain(values: Mapping[str, Any], n: int) -> Told:
    figure = _("%(gain)s points", gain=signed(values["mean"]))
    why = _("Score after less score before, %(interval)s; %(n)s people.", interval=interval(values), n=n)
    why += _also(*_whose(values), _later(values), _practice(values))
    if values["same"]:
        why += between() + _(
            "Only those who sat the exam twice, mostly because they failed: part of it would come by itself."
        )
    return Told(figure, why, _shared(values))


def _shared(values: Mapping[str, Any]) -> str:
    """Whose exam it is, where several trainings have the same."""
    if "exam" not in values:
        return ""
    return _(
        "“%(exam)s”, the exam of %(count)s trainings",
        exam=text(Bilingual.of(values["exam"])),
        count=values["trainings"],
    )


def _whose(values: Mapping[str, Any]) -> list[str]:
    if "exam" not in values:
        return []
    return [_("%(count)s trainings are examined together by “%(exam)s”, so this is not of one of them alone.", exam=text(Bilingual.of(values["exam"])), count=values["trainings"])]  # fmt: skip


def _faded(values: Mapping[str, Any], n: int) -> Told:
    one = _gain(values, n)
    return Told(
        one.figure, one.why + between() + _("Less than half of it is left, so it does not count as good."), one.brief
    )


def _in_practice(values: Mapping[str, Any], n: int) -> Told:
    return Told(
        _("%(gain)s points", gain=signed(values["practice"]["mean"])), _practice(values) + _also(_later(values))
    )


def _also(*sentences: str) -> str:
    return "".join(f"{between()}{one}" for one in sentences if one)


def _practice(values: Mapping[str, Any]) -> str:
    one = values.get("practice")
    if one is None:
        return ""
    return _(
        "In practice, by rating: %(gain)s points, %(interval)s; %(n)s people.", gain=signed(one["mean"]),
        interval=interval(one), n=one["n"],
    )  # fmt: skip


def _later(values: Mapping[str, Any]) -> str:
    """What retention tests say."""
    if "weeks" not in values:
        return ""
    said = {"weeks": values["weeks"], "n": values.get("kept_n"), "tested": values["tested"], "tests": values["tests"]}
    if values.get("kept") is not None:
        share = number(100 * values["kept"], 0)
        if values["kept_low"] is None:
            return _("%(weeks)s weeks later %(share)s %% of it was left, without an interval, since the gain itself could be chance; %(n)s people.", share=share, **said)  # fmt: skip
        low, high = number(100 * values["kept_low"], 0), number(100 * values["kept_high"], 0)
        return _("%(weeks)s weeks later %(share)s %% of it was left (95 %% %(low)s to %(high)s); %(n)s people.", share=share, low=low, high=high, **said)  # fmt: skip
    if "change" in values:
        limits = {"low": values["change_low"], "high": values["change_high"]}
        return _("%(weeks)s weeks later the score had changed by %(change)s points, %(interval)s; %(n)s people.", change=signed(values["change"]), interval=interval(limits), **said)  # fmt: skip
    return _("%(tested)s of %(tests)s sat the test %(weeks)s weeks later; too few to be shown.", **said)


def _passed(values: Mapping[str, Any], n: int) -> Told:
    figure = _("%(passed)s of %(sat)s passed", passed=values["passed"], sat=values["sat"])
    why = _("Too few have a score from before, so it is not known whether the training did it.")
    return Told(figure, why + _also(*_whose(values), _later(values)), _shared(values))


def _return(values: Mapping[str, Any], n: int) -> Told:
    why = _(
        "ROI on the careful line; central %(central)s %%, hopeful %(high)s %%.", central=number(values["central"], 0),
        high=number(values["high"], 0),
    )  # fmt: skip
    return Told(f"{number(values['low'], 0)} %", why, _("careful line"))


_WORDS: dict[str, Callable[[Mapping[str, Any], int], Told]] = {
    "unplanned": _bare(lambda v: _("Not looked at for this kind of training.")),
    "nobody_finished": _bare(lambda v: _("Nobody has finished yet.")),
    "nothing": _bare(lambda v: _("Nothing is known yet.")),
    "no_kpi": _bare(lambda v: _("The plan declares no KPI yet.")),
    "not_due": _bare(lambda v: _("Not yet estimated; due from %(day)s.", day=_day(v))),
    "due": _bare(lambda v: _("Not yet estimated; due by %(day)s.", day=_day(v))),
    "overdue": _bare(lambda v: _("Not yet estimated; was due by %(day)s.", day=_day(v))),
    "too_few": _bare(
        lambda v: _(
            "%(answered)s of %(asked)s answered; too few to be shown.", answered=v["answered"], asked=v["asked"]
        )
    ),
    "hidden": _bare(lambda v: _("Some answers come from units that you do not see, so none are shown.")),
    "reaction_good": _reaction,
    "reaction_mixed": _reaction,
    "reaction_weak": _reaction,
    "no_pairs": _passed,
    "gain_good": _gain,
    "gain_mixed": _gain,
    "gain_weak": _gain,
    "gain_selected": _gain,
    "gain_faded": _faded,
    "gain_practice": _in_practice,
    "behaviour_good": _behaviour,
    "behaviour_mixed": _behaviour,
    "behaviour_weak": _behaviour,
    "effect_good": effect,
    "effect_weak": effect,
    "effect_unclear": effect,
    "effect_undeclared": undeclared,
    "effect_refused": refused,
    "forecast": _bare(lambda v: _("Only a forecast so far: %(roi)s %%.", roi=number(v["low"], 0))),
    "return_refused": _bare(lambda v: _("The case lacks what a return needs.")),
    "return_good": _return,
    "return_mixed": _return,
    "return_weak": _return,
}
