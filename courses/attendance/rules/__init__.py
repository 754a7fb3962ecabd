"""What is true of attendance."""
