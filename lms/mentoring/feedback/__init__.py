"""What mentees say about their mentor, in confidence."""
