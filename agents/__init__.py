"""One Faust agent a file, the composition root, and the operators' commands."""
