"""What a certification scheme must look like as somebody wrote it down, in a file or on the pages of the editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from certificates.rules.renewal import renewal_refusals
from certificates.rules.requirement_faults import faults as requirement_faults
from certificates.rules.requirement_faults import short
from certificates.rules.unlocks import PRODUCT_LINES, unlock_faults
from lms.core.rules import Refusal

FAMILIES = ("field", "agent", "parts", "management")
TIERS = 4
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
TIER_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
LONGEST_VALIDITY = 240
_TITLES = ("title", "certificate_title")
_TIER_TEXTS = ("title", "knowledge", "skill", "examination")
_LONGEST = {"title": 120, "certificate_title": 120, "field_of_work": 120, "knowledge": 2000, "skill": 2000, "examination": 2000}  # fmt: skip
_FIELDS = frozenset({"code", "family", "product_line", "tiers", *_TITLES, "field_of_work"})
_TIER_FIELDS = frozenset({"code", "validity_months", "requirements", "renewal", "unlocks", *_TIER_TEXTS})


def faults(data: Any) -> tuple[Refusal, ...]:
    """Everything that is wrong with a scheme's data, each naming its place; empty where it can be published."""
    if not isinstance(data, Mapping):
        return (Refusal("scheme_shape"),)
    code = data.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        return (Refusal("scheme_code", {"code": short(code or "")}),)
    return tuple(Refusal("scheme_fault", {"scheme": code, "fault": fault}) for fault in _faults(data))


def _faults(data: Mapping[Any, Any]) -> Iterator[Refusal]:
    yield from _unknown(data, _FIELDS)
    yield from _texts(data, (*_TITLES, "field_of_work") if data.get("field_of_work") else _TITLES)
    if data.get("family") not in FAMILIES:
        yield Refusal("scheme_family", {"families": ", ".join(FAMILIES)})
    if data.get("product_line") not in (None, *PRODUCT_LINES):
        yield Refusal("scheme_product_line", {"lines": ", ".join(PRODUCT_LINES)})
    tiers = data.get("tiers")
    if not isinstance(tiers, list) or not 1 <= len(tiers) <= TIERS:
        yield Refusal("scheme_tiers", {"most": TIERS})
        return
    for level, tier in enumerate(tiers, 1):
        for fault in tier_faults(tier, level):
            yield Refusal("scheme_tier", {"level": level, "fault": fault})
    codes = [tier.get("code") for tier in tiers if isinstance(tier, Mapping)]
    for code in sorted({short(code) for code in codes if code and codes.count(code) > 1}):
        yield Refusal("scheme_tier_twice", {"code": code})


def tier_faults(tier: Any, level: int) -> Iterator[Refusal]:
    """What is wrong with one tier."""
    if not isinstance(tier, Mapping):
        yield Refusal("tier_shape")
        return
    yield from _unknown(tier, _TIER_FIELDS)
    yield from _texts(tier, _TIER_TEXTS)
    code = tier.get("code")
    if not isinstance(code, str) or not TIER_CODE.fullmatch(code):
        yield Refusal("tier_code", {"code": short(code or "")})
    months = tier.get("validity_months")
    if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= LONGEST_VALIDITY:
        yield Refusal("tier_validity", {"most": LONGEST_VALIDITY})
    yield from requirement_faults(tier.get("requirements"), level)
    yield from _renewal(tier.get("renewal") or {}, level)
    yield from unlock_faults(tier.get("unlocks") or {})


def _renewal(data: Any, level: int) -> Iterator[Refusal]:
    """The rule of renewal; what its cycles ask for is checked as the tier's own requirements are."""
    if not isinstance(data, Mapping):
        yield Refusal("renewal_shape")
        return
    wrong = renewal_refusals(data, level)
    if wrong:
        yield from (Refusal("tier_renewal", {"fault": one}) for one in wrong)
        return
    for cycle in data.get("cycles", ()):
        for fault in requirement_faults(cycle.get("requirements", []), level):
            yield Refusal("renewal_cycle", {"cycle": cycle["from"], "fault": fault})


def _unknown(data: Mapping[Any, Any], known: frozenset[str]) -> Iterator[Refusal]:
    for name in data:
        if name not in known:
            yield Refusal("scheme_field", {"field": short(name)})


def _texts(data: Mapping[Any, Any], names: tuple[str, ...]) -> Iterator[Refusal]:
    for name in names:
        said = data.get(name)
        if said is not None and not isinstance(said, Mapping):
            yield Refusal("scheme_text_shape", {"field": name})
            continue
        for language in ("zh", "en"):
            text = (said or {}).get(language)
            if not isinstance(text, str) or not text.strip():
                yield Refusal("scheme_text", {"field": name, "language": language})
            elif len(text) > _LONGEST[name]:
                yield Refusal("scheme_text_long", {"field": name, "language": language, "most": _LONGEST[name]})
