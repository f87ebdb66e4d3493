"""Who may apply: the facts that are judged, and the closed vocabulary of conditions."""
