"""What is true of KPI cards."""
