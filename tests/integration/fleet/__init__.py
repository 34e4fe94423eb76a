"""Worker processes against a real broker, and what they wrote."""
