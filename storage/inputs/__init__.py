"""Duty attendance and the leaders' ratings: what goes into the health index from people's hands."""
