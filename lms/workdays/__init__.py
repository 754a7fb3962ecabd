"""Working days: public holidays as they are published, and what the organisation or a unit decided otherwise."""
