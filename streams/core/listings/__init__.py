"""What a listing or a host's speech says: signals with evidence, never verdicts."""
