"""What is promised of the bot under kills, outages and moved clocks, tried out on real processes; `make drill` prints the table."""
