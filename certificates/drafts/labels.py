"""The words of the editor of schemes, and what it and files of schemes are refused for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from certificates.labels import REQUIREMENT_KINDS
from lms.core.audit_words import AuditWords
from lms.core.errors import Refusal

FIELD_NAMES: dict[str, Any] = {
    "title": _l("Title"),
    "certificate_title": _l("Title on the certificate"),
    "field_of_work": _l("Field of work"),
    "knowledge": _l("Knowledge required"),
    "skill": _l("Skill standard"),
    "examination": _l("Way of examination"),
    "code": _l("Code"),
    "validity_months": _l("Validity"),
    "renewal": _l("Renewal"),
    "unlocks": _l("What it unlocks"),
    "requirements": _l("Requirements"),
    "window_days": _l("The window opens so many days before the last day"),
    "least_months": _l("But for at least so many months"),
    "grace_days": _l("Days of grace after the last day"),
    "grace_counts": _l("In the days of grace it counts as valid"),
    "lookback_days": _l("Evidence counts from so many days back"),
    "lapse_days": _l("So many days after the last day everything must be earned again"),
    "lower_grace_days": _l("Days of grace for the tier below"),
    "may_mentor": _l("May mentor"),
    "may_examine": _l("May examine"),
    "months_running": _l("Months running"),
    "within_months": _l("Within so many months"),
    "least_n": _l("From so many orders"),
}
LANGUAGE_NAMES: dict[str, Any] = {"zh": _l("Chinese"), "en": _l("English")}
AUDIT_WORDS = AuditWords(
    area=_l("Certificates"),
    actions={
        "scheme.draft_begun": _l("Draft of a scheme begun"),
        "scheme.draft_discarded": _l("Draft of a scheme discarded"),
        "pledge.signed": _l("Pledge signed"),
    },
    subjects={"scheme_draft": _l("Draft of a scheme"), "pledge_signature": _l("Signature of a pledge")},
    details={"digest": _l("Checksum of the words"), "tier": _l("Tier, number of the record")},
    people=frozenset({"person"}),
)
REFUSALS: dict[str, Any] = {
    "scheme_shape": _l("This is not a certification scheme: code, title, family and tiers are missing."),
    "scheme_code": _l("“%(code)s” cannot be the code of a scheme: small letters, digits and hyphens, at most 60."),
    "scheme_fault": _l("Scheme “%(scheme)s”: %(fault)s"),
    "scheme_field": _l("“%(field)s” means nothing here; check the spelling."),
    "scheme_text": _l("“%(field)s” is missing in %(language)s."),
    "scheme_text_long": _l("“%(field)s” in %(language)s is too long: at most %(most)s characters."),
    "scheme_text_shape": _l("“%(field)s” needs a text in Chinese (zh) and one in English (en)."),
    "scheme_family": _l("The job family must be one of these: %(families)s."),
    "scheme_product_line": _l("The product line must be one of these, or left out: %(lines)s."),
    "scheme_tiers": _l("A scheme has 1 to %(most)s tiers."),
    "scheme_tier": _l("Tier %(level)s: %(fault)s"),
    "scheme_tier_twice": _l("Two tiers have the same code “%(code)s”."),
    "scheme_tiers_fewer": _l(
        "Scheme “%(scheme)s” has %(have)s tiers that hold; one that is to go is retired first, in the editor of schemes."
    ),
    "scheme_tier_retired": _l("Scheme “%(scheme)s”: tier %(level)s is retired. Take it up again before it is published anew."),
    "scheme_reference": _l("Requirement %(place)s: nothing is called “%(code)s” (%(kind)s)."),
    "scheme_draft_exists": _l("There is a draft of “%(code)s” already. Open it, or discard it first."),
    "scheme_code_taken": _l("There is a scheme “%(code)s” already. To change it, begin a draft of it; for a new one choose another code."),
    "scheme_file": _l("The file cannot be read as YAML; look at line %(line)s."),
    "scheme_file_empty": _l("The file holds no scheme."),
    "scheme_file_twice": _l("The file holds “%(code)s” twice."),
    "scheme_file_alias": _l("The file refers to itself (& and *); write everything out."),
    "scheme_file_characters": _l("The file holds a character that cannot be kept (NUL)."),
    "scheme_file_size": _l("The file is larger than any scheme. Choose another."),
    "tier_shape": _l("A tier needs a code, texts and requirements."),
    "tier_code": _l("“%(code)s” cannot be the code of a tier: small letters, digits and hyphens, at most 20."),
    "tier_validity": _l("The validity must be a whole number of months from 1 to %(most)s."),
    "tier_renewal": _l("Renewal: %(fault)s"),
    "renewal_key": _l("%(key)s means nothing here; check the spelling."),
    "renewal_number": _l("“%(field)s” must be a whole number."),
    "renewal_range": _l("“%(field)s” must be from %(least)s to %(most)s."),
    "renewal_yes_no": _l("“%(field)s” must be yes or no."),
    "renewal_anchor": _l("The new period must follow one of these: %(known)s."),
    "renewal_fixed_day": _l("The fixed day must be a month and a day, as 12-31."),
    "renewal_no_such_day": _l("There is no day %(day)s."),
    "renewal_cycles": _l("The requirements by cycle must be a list."),
    "renewal_cycle_from": _l("Cycle %(place)s: say from which renewal on, as a whole number from 1."),
    "renewal_cycle_twice": _l("Cycle %(place)s: renewal %(first)s stands twice."),
    "renewal_lower": _l("What happens when the tier below lapses must be one of these: %(known)s."),
    "renewal_first_tier": _l("The first tier has none below it that could lapse."),
    "renewal_lower_grace": _l("Say for how many days a lapsed lower tier is borne with."),
    "renewal_lapse": _l("Earning everything again cannot begin before the days of grace are over."),
    "renewal_shape": _l("The rule of renewal cannot be read."),
    "renewal_cycle": _l("Renewal from cycle %(cycle)s on: %(fault)s"),
    "requirement_list": _l("The requirements must be a list; it may be empty."),
    "requirement_many": _l("More than %(most)s requirements in one tier are too many for anybody."),
    "requirement_shape": _l("Requirement %(place)s does not say of which kind it is."),
    "requirement_kind": _l("Requirement %(place)s: there is no kind “%(kind)s”."),
    "requirement_field": _l("Requirement %(place)s (%(kind)s): “%(field)s” means nothing here; check the spelling."),
    "requirement_group_empty": _l("Requirement %(place)s is a group with nothing in it."),
    "requirement_group_need": _l("Requirement %(place)s: say how many of the group must be met, 1 to %(most)s."),
    "requirement_group_number": _l("Say how many of the group must be met, 1 to 20."),
    "renewal_none": _l("The tier cannot be renewed yet; say first how, and save."),
    "renewal_cycle_number": _l("Enter from which renewal on, 1 to %(most)s."),
    "requirement_group_deep": _l("Requirement %(place)s: groups may stand in groups %(most)s deep, no deeper."),
    "requirement_code": _l("Requirement %(place)s: choose what it is about."),
    "requirement_title": _l("Requirement %(place)s: the title needs Chinese and English."),
    "requirement_first_tier": _l("Requirement %(place)s (%(kind)s): the first tier has none below it."),
    "requirement_months": _l("Requirement %(place)s: enter the months, 1 to %(most)s."),
    "requirement_mark": _l("Requirement %(place)s: the mark must be above 0 and at most 100."),
    "requirement_age": _l("Requirement %(place)s: the age of the result must be 1 to %(most)s months, or left out."),
    "requirement_version": _l("Requirement %(place)s: the version must be a whole number from 1, or left out."),
    "requirement_count": _l("Requirement %(place)s: enter how many, 1 to %(most)s."),
    "requirement_observations": _l("Requirement %(place)s: enter how many sign-offs, 1 to %(most)s, or leave it out."),
    "requirement_observers": _l("Requirement %(place)s: the number of people must be from 1 to the number of sign-offs."),
    "requirement_pledge": _l("Requirement %(place)s: the pledge needs its text in Chinese and English, each of at most %(most)s characters."),
    "requirement_unmet": _l("Not met: %(requirement)s. %(evidence)s."),
    "criterion_kpi": _l("Requirement %(place)s: choose a KPI."),
    "criterion_op": _l("Requirement %(place)s: choose “at least” or “at most”."),
    "criterion_value": _l("Requirement %(place)s: enter the value as a number."),
    "criterion_number": _l("Requirement %(place)s: “%(field)s” must be a whole number from 1."),
    "criterion_run": _l("Requirement %(place)s: a run of months cannot be longer than the months looked back on (12 where nothing is said)."),
    "unlocks_shape": _l("What the tier unlocks cannot be read."),
    "unlocks_field": _l("What the tier unlocks: “%(field)s” means nothing here; check the spelling."),
    "unlocks_pay_step": _l("The pay step must be a code of at most 40 characters."),
    "unlocks_pay_label": _l("The words for the pay step must be texts of at most 200 characters."),
    "unlocks_yes_no": _l("“%(field)s” must be yes or no."),
    "unlocks_jobs": _l("The jobs must be a list of at most %(most)s."),
    "unlocks_job_code": _l("Job %(number)s: its code takes small letters, digits, hyphens and underscores, at most 60."),
    "unlocks_job_line": _l("Job %(number)s: the product line must be one of these, or left out: %(lines)s."),
    "pledge_not_own": _l("Nobody signs a pledge for somebody else."),
    "pledge_changed": _l("The words of the pledge have changed since you opened the page. Read them again before you sign."),
    "pledge_unread": _l("Tick that you have read the pledge and stand by it."),
}  # fmt: skip


def readable(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Refusals whose fields, languages and kinds are in the reader's words."""
    return tuple(
        Refusal(one.code, {name: _word(name, value) for name, value in one.values.items()}) for one in refusals
    )


def _word(name: str, value: Any) -> Any:
    if isinstance(value, Refusal):
        return readable([value])[0]
    words = {"field": FIELD_NAMES, "language": LANGUAGE_NAMES, "kind": REQUIREMENT_KINDS}.get(name, {})
    return words.get(value, value) if isinstance(value, str) else value
