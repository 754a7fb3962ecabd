"""Reads of the training archive."""
