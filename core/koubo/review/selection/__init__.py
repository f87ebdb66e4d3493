"""Selection as a pure function: sheets → scores → ranking → money, each step with its reason."""
