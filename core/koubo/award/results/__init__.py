"""What became of an application, told to its own organisation and to everybody."""
