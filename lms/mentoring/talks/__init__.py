"""Coaching talks by GROW: goal, reality, options, will; next steps with dates; agreed by both."""
