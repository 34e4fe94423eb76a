"""The wire contract: what may be on the wire. Imports nothing else of the project."""
