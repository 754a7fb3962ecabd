"""What people are able to do, what is missing, and training needs: from that evidence to a decision what is done."""
