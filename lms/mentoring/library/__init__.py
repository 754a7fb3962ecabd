"""The case library: what was learned on a case, put forward, edited, published, found again."""
