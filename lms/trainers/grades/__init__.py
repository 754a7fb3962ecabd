"""Grades of trainers: what each asks, who holds which, the re-review."""
