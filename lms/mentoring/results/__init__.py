"""How a mentor does: load, answers, what became of the mentees, thanks; and what goes out for rewards."""
