"""横浜市: four programmes, each with a scheme file of its own."""
