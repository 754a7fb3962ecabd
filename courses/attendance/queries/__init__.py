"""What is known of attendance."""

from courses.attendance.queries.parts import attended, terms_of

__all__ = ["attended", "terms_of"]
