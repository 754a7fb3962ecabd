"""Abilities: what people in service must be able to do. KPIs, courses and needs refer to them."""
