"""Who a trainer is: profile, absences, how they speak, their sessions and hours."""
