"""中間報告: its day, the document, and when it came late."""
