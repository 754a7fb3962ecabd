"""What can be read about items, exams and practicals."""
