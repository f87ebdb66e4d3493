"""What those see and do who issue decisions after the city's 決裁."""
