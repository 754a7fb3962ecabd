"""Reads of training needs."""
