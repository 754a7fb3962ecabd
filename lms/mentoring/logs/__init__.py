"""When a growth log is expected, what was missed, and who is reminded."""
