"""Duty attendance and the leaders' ratings: what people put into the health index."""
