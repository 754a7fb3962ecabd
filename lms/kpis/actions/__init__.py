"""What people do with service KPIs: one function a verb."""
