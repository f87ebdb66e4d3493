"""The cities' schemes that are installed with the house, by the ids that commands take."""

from koubo.plugins import load
from reference.writing import table


def samples() -> str:
    """List every installed scheme."""
    rows = [(f"`{one.id}`", one.city, one.title) for one in load().catalog.schemes.values()]
    return table(("名札", "市", "制度"), sorted(rows, key=lambda row: row[0]))
