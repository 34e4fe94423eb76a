"""What rows keep: facts, standings and other values, their bounds, and the store they lie in."""
