"""What the operator types, one module a command, called as `bot.py` has it: `run(settings, clock, arguments)`."""
