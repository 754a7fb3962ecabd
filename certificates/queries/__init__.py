"""Reads of schemes, certificates and requirements."""
