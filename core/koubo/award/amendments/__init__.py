"""Changes after the grant: asked for, answered, or the end of the project."""
