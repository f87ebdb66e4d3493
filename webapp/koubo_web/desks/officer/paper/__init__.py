"""What came on paper, entered at the officer's desk."""
