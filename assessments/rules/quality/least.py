"""How many people it takes before a figure is shown."""

FEWEST = 30
"""With fewer people nothing is said about an item or an exam."""

FEWEST_RATED_TWICE = 10
"""With fewer subjects rated by two, a coefficient says more about chance than about the raters."""
