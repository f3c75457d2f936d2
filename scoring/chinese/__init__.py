"""Days and times as they are written in Chinese."""
