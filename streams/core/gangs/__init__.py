"""Gangs: communities of accounts that share more than chance, honest groups and hubs explain."""
