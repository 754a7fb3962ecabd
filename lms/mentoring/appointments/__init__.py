"""Who may be a mentor: criteria, appointments, rests, what a mentor can offer."""
