"""What can be done in mentoring."""
