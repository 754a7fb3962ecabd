"""Reads of trainers that other packages call."""
