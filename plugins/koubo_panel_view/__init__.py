"""Seeing the panel: severity, disagreement, agreement, and what the result hangs on."""
