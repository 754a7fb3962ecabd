"""Training certificates: that somebody completed a course or attended a session, on paper and for anybody to check."""
