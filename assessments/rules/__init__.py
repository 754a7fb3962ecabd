"""What is true about items, exams and practicals."""
