"""The shapes of input to the assessments."""
