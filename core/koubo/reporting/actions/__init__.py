"""The verbs of reporting: reports come in, sums are fixed, money comes back, awards close."""
