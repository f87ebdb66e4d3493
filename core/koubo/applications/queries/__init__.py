"""The read side of applications: for their own organisation, for staff, for departments."""
