"""Rules of questionnaires: what may be asked, what counts as an answer, what may be shown, what the figures are."""
