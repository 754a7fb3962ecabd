"""What was known before, as columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from lms.evaluation.rules.effects.panel import Floats


def columns_of_names(values: Sequence[str | None]) -> Floats:
    """A column of 0 and 1 for each name but the commonest; NaN where there is none."""
    counts = Counter(one for one in values if one is not None)
    others = sorted(counts, key=lambda one: (-counts[one], one))[1:]
    table = np.array([[float(one == name) for name in others] for one in values]).reshape(len(values), len(others))
    table[[n for n, one in enumerate(values) if one is None]] = np.nan
    return table
