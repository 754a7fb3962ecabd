"""Reads of tokens and answers."""
