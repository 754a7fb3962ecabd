"""The effect of training on a service KPI: panels, group-time effects, honest intervals, refusals. Numpy only."""
