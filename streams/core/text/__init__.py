"""Text as sellers write it: folded for matching with a map to the original, terms expanded, never the text rewritten."""
