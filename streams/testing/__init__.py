"""Shipped fakes and builders, for our tests and for those who build on the engine."""
