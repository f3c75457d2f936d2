"""Reports upward of one's own accord (报告)."""
