"""The review at the officer's desk: panels, sheets, the board, the conclusion."""
