"""A seller's ledger: points, the steps they cross, and what a host did about it."""
