"""What a page of places that fall short asks of higher packages."""

PLACE_LINKS = "place links"
"""The question `(place, span) -> list[Link]`: what can be done about a place that falls short, for the reader."""
