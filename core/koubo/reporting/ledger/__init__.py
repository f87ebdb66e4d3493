"""交付台帳: one row a case, replayed from what has a day."""
