"""The health index: the facts that it reads, and what it came to."""
