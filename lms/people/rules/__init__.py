"""What is true about people and accounts, without a database."""
