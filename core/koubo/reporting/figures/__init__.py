"""A call and its years in figures."""
