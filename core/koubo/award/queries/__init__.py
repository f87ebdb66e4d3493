"""The read side of award: plain rows, a fixed number of statements each."""
