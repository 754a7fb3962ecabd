"""Tables in files, read for the evaluation commands."""
