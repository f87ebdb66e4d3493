"""The verbs of review: a panel is seated, a stage begins, is judged, and is concluded."""
