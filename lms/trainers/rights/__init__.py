"""Who may teach what: rights by course and level, and who is free on a day."""
