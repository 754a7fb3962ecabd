"""Tables of training evaluation, by noun."""
