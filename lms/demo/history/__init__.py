"""What happened in the demo company over the months: learning, exams, sign-offs, gates, certificates."""
