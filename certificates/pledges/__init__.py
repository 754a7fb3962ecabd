"""Promises that people sign for a tier or a grade."""
