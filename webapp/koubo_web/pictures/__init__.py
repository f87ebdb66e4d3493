"""Pictures where people would rather look: each with its sentence and its table."""
