"""Reads of service KPIs."""
