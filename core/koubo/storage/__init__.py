"""The database: session, unit of work, history, outbox, numbers, files and migrations."""
