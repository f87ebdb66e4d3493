"""The read side of it: plain rows, a fixed number of statements each."""
