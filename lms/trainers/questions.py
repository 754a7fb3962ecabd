"""What trainers ask of packages above them, wired by `events.provide`."""

TRAINER_LINKS = "trainer links"
"""The question `(person_id) -> list[Link]`: what stands on the page of a trainer, and on one's own, for the reader."""
