"""The published form of the contract, made from the types and the topic registry: `python -m schemas.generate`."""
