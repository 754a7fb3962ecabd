"""What is done with tokens and requests."""
