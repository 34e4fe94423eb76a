"""Folding a row again, and telling what changed.

`work` is the scratch of one step, `folding` decides how far to go back, `publish` says what came of it.
"""
