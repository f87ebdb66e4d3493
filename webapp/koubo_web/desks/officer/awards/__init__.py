"""Decisions, awards, bills and reports at the officer's desk."""
