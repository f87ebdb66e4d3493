"""Panels, conflicts, scoring, selection, recommendation."""
