"""What people do with training needs."""
