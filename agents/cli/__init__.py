"""The operators' verbs, one file a verb."""
