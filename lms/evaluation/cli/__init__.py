"""Commands of training evaluation: they compute from files and need no database."""
