"""Buttons that are pressed twice: the second press is the first one once more."""

from datetime import timedelta

PRESSED_TWICE = timedelta(seconds=60)
"""What the same hand records again within so short a time, word for word, is one record."""
