"""Organisations as officers keep them."""
