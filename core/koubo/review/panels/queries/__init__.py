"""The read side of panels."""
