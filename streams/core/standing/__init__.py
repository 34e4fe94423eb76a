"""A standing, while it is folded and when two of them are compared: measures, reminders, notices, answers."""
