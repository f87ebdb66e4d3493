"""The verbs of calls and themes: what staff and departments do before anybody applies."""
