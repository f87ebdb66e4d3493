"""What visitors ask for in an address: kept within what can be looked for, never refused."""

from flask import request

LONGEST_TEXT = 100
HIGHEST = 2**31 - 1


def asked_number(name: str) -> int | None:
    """Give a whole number that was asked for; None for anything else."""
    found = request.args.get(name, "")
    plain = found.isascii() and found.isdigit() and len(found) <= len(str(HIGHEST))
    return int(found) if plain and 0 < int(found) <= HIGHEST else None


def asked_text(name: str) -> str:
    """Give the words that were asked for, cut where nobody types on."""
    return request.args.get(name, "").strip()[:LONGEST_TEXT]
