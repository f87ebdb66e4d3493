"""Organisations, persons, departments, posts; seats and bars: who may do what, who is kept out."""
