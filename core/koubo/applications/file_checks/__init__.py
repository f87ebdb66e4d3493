"""What is wrong inside a file that somebody sent: one module for each family of formats."""
