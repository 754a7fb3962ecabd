"""What alerts ask higher packages."""

ALERT_LINKS = "alert links"
"""The question `(alert) -> list[Link]`: what can be made of an alert, for the reader who is signed in."""
