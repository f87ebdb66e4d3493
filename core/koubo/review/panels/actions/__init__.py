"""The verbs of panels: seating, giving sheets out, declaring, replacing."""
