"""Calls at the officer's desk: planned, published, corrected, finished, in figures."""
