"""The core's migrations in their order."""
