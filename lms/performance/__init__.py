"""KPI cards: what a person or a unit is measured by, how the score comes about, and the months that are closed."""
