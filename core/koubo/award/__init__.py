"""Decisions, awards, claims: from the city's act to the payment."""
