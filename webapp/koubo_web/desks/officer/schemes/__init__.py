"""Schemes on the officer's desk: working copies, what they look like, and their releases."""
