"""What is done with KPI cards."""
