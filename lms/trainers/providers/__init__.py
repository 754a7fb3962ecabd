"""Providers of training from outside: who they are, what they cost, how they are scored, what was bought and shared inside."""
