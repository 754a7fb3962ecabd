"""What trainers are paid for what they taught: rules by date, months prepared and approved, credits, honours, the fund."""
