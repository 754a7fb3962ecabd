"""Reads of KPI cards."""
