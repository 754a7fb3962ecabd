"""Coaching talks that a course asks for by itself, some days after it was completed."""
