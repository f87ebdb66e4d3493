"""What came in, at the officer's desk: lists, one application, its documents, opinions."""
