"""What many reporters together may do, and how they are counted."""
