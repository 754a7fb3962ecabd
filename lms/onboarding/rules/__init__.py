"""What is true about an onboarding programme, without a database: dates, gates, results, decisions."""
