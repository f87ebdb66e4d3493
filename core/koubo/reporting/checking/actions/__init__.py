"""The verbs of it."""
