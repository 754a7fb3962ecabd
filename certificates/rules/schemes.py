"""What a certification scheme must look like as somebody wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from certificates.rules import requirements

FAMILIES = ("field", "agent", "parts", "management")
PRODUCT_LINES = ("home", "commercial", "industrial")
TIERS = 4
_TIER_TEXTS = ("title", "knowledge", "skill", "examination")


def faults(data: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a scheme's data, each naming its place; empty where it can be published."""
    code = data.get("code")
    if not code:
        return ["a scheme has no code"]
    names = (
        ("title", "certificate_title", "field_of_work") if data.get("field_of_work") else ("title", "certificate_title")
    )
    wrong = [f"{code}: {name} is missing in {language}" for name, language in _missing(data, names)]
    if data.get("family") not in FAMILIES:
        wrong.append(f"{code}: family must be one of {', '.join(FAMILIES)}")
    if data.get("product_line") not in (None, *PRODUCT_LINES):
        wrong.append(f"{code}: product_line must be one of {', '.join(PRODUCT_LINES)}, or left out")
    tiers = data.get("tiers") or []
    if not 1 <= len(tiers) <= TIERS:
        wrong.append(f"{code}: 1 to {TIERS} tiers, not {len(tiers)}")
    for level, tier in enumerate(tiers, 1):
        place = f"{code}, tier {level}"
        wrong += [f"{place}: {name} is missing in {language}" for name, language in _missing(tier, _TIER_TEXTS)]
        if not tier.get("code"):
            wrong.append(f"{place}: code is missing")
        if not isinstance(tier.get("validity_months"), int) or tier["validity_months"] < 1:
            wrong.append(f"{place}: validity_months must be a whole number from 1")
        wrong += [f"{place}: {fault}" for fault in requirements.faults(tier.get("requirements") or [], level)]
    return wrong


def _missing(data: Mapping[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (name, language) for name in names for language in ("zh", "en") if not (data.get(name) or {}).get(language)
    ]  # fmt: skip
