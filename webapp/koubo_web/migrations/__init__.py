"""Migrations of the web's own tables; they run after the core's."""
