"""What the programme staff (事務局) see and do."""
