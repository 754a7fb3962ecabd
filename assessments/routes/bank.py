"""The question bank for training managers."""
