"""The read side of paper sheets."""
