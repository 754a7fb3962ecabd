"""Service KPIs: work orders in, readings out, targets and alerts. Knows nothing of training."""
