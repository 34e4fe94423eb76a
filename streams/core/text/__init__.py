"""Text as sellers write it: folded for matching, with a map to the original. Terms expand, text does not."""
