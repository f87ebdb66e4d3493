"""The verbs of a presentation day."""
