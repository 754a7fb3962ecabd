"""How learners rate trainers, corrected for how strict each learner and each group is."""
