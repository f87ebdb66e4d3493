"""Who judges: panels and their members, assignment, conflicts and recusals."""
