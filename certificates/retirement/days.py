"""From which day a tier is retired, as a refusal says it."""

from __future__ import annotations

from typing import Any

from certificates.models import Tier
from lms.core.i18n import day


def retired_values(tier: Tier) -> dict[str, Any]:
    """What the refusal "tier_retired" names."""
    return {"day": day(tier.retired_from) if tier.retired_from else ""}
