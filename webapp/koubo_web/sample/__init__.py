"""The sample city of `koubo demo`: what lives in it, and how its life so far came about."""
