"""Printing many papers by several processes."""
