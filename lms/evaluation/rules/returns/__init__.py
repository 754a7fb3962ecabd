"""Level 5: what a training returned against what it cost, after Phillips. Money is Decimal; nothing is rounded before it is
shown."""
