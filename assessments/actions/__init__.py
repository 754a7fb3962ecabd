"""What can be done with items, exams and practicals."""
