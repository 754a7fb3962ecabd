"""Schemes as YAML: written out, and read back, whatever somebody sends."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import yaml

from certificates.models import Scheme, Tier
from certificates.rules.schemes import faults
from lms.core import plain_yaml
from lms.core.errors import Refusal, RuleBroken

MOST_BYTES = 400_000
MOST_SCHEMES = 40
_KEPT = ("requirements", "renewal", "unlocks")


def data_of(scheme: Scheme, tiers: list[Tier]) -> dict[str, Any]:
    """What a scheme says, as its file would hold it."""
    data: dict[str, Any] = {"code": scheme.code, "family": scheme.family}
    if scheme.product_line:
        data["product_line"] = scheme.product_line
    data |= {"title": scheme.title.as_dict(), "certificate_title": scheme.certificate_title.as_dict()}
    if scheme.field_of_work:
        data["field_of_work"] = scheme.field_of_work.as_dict()
    return {**data, "tiers": [tier_data(tier) for tier in tiers]}


def tier_data(tier: Tier) -> dict[str, Any]:
    """What a version of a tier says."""
    texts = {name: getattr(tier, name).as_dict() for name in ("title", "knowledge", "skill", "examination")}
    kept = {name: copy.deepcopy(getattr(tier, name)) for name in _KEPT if name == "requirements" or getattr(tier, name)}
    return {"code": tier.code, "title": texts.pop("title"), "validity_months": tier.validity_months, **texts, **kept}


def as_text(schemes: list[dict[str, Any]]) -> str:
    """Schemes as YAML."""
    return plain_yaml.write({"schemes": schemes})


def schemes_from(raw: bytes) -> list[dict[str, Any]]:
    """The schemes of a file: `schemes:` with a list, or one scheme alone. Raises RuleBroken with everything that is wrong."""
    if len(raw) > MOST_BYTES:
        raise RuleBroken(Refusal("scheme_file_size"))
    found = _loaded(raw)
    schemes = found["schemes"] if isinstance(found, dict) and "schemes" in found else [found] if found else []
    if not isinstance(schemes, list) or not schemes:
        raise RuleBroken(Refusal("scheme_file_empty"))
    if len(schemes) > MOST_SCHEMES:
        raise RuleBroken(Refusal("scheme_file_size"))
    wrong = tuple(fault for data in schemes for fault in faults(data))
    codes = [data.get("code") for data in schemes if isinstance(data, dict)]
    twice = sorted({str(code) for code in codes if isinstance(code, str) and codes.count(code) > 1})
    wrong += tuple(Refusal("scheme_file_twice", {"code": code}) for code in twice)
    if not wrong and any("\0" in text for text in _texts(schemes)):
        wrong = (Refusal("scheme_file_characters"),)
    if wrong:
        raise RuleBroken(*wrong)
    return schemes


def _loaded(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
        return plain_yaml.read(text)
    except plain_yaml.Alias as wrong:
        raise RuleBroken(Refusal("scheme_file_alias")) from wrong
    except yaml.YAMLError as wrong:
        raise RuleBroken(Refusal("scheme_file", {"line": plain_yaml.line_of(wrong)})) from wrong
    except ValueError as wrong:
        raise RuleBroken(Refusal("scheme_file", {"line": 1})) from wrong


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(name)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
