"""What is encrypted, and the trail of who opened it."""
