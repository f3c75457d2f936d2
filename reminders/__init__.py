"""Time: the sweeps, delivery and the schedule."""
