"""Sitting a written exam."""
