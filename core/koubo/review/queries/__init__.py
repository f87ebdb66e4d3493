"""The read side of review: plain rows, a fixed number of statements each."""
