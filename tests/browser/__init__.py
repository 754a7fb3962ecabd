"""Walks in real headless Chromium, against a server and a worker of their own."""
