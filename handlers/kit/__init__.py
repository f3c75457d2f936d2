"""Shared chat tools, knowing no feature."""
