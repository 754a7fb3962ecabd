"""Makes the baseline's tables on DATABASE_URL."""

from tests.benchmarks.bare import fill

fill()
