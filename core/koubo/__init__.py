"""Koubo: what every open call for citizen collaboration has, whatever the city."""
