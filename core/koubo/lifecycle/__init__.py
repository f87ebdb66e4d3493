"""The few verbs that cross areas."""
