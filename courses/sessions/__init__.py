"""Sessions: dated deliveries of courses, their rooms, who teaches and who takes part."""
