"""Schemes that are being written, on pages and in files."""
