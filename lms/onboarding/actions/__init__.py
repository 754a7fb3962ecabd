"""What can be done in onboarding: one function a verb."""
