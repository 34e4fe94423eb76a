"""Policy as data: load, check, evaluate."""
