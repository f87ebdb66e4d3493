"""Proof: a scheme's golden cases, run through the rules that are installed."""
