"""The verbs of applications: what applicants do, and what staff do with what came in."""
