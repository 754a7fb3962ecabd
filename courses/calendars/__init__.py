"""Calendar feeds: the sessions of a learner, a trainer or a room at a private address that calendars subscribe to."""
