"""Training needs: from evidence that something is missing to a decision what is done about it."""
