"""What is true of service KPIs. Pure."""
