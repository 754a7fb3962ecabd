"""What is true of calendar feeds."""
