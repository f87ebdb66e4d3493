"""What the field of an attachment says: which files are taken, how large, how many."""

from koubo.applications.actions.attaching import MAX_FILE_BYTES, MAX_FILES
from koubo.applications.file_types import MEDIA_TYPES
from koubo.schemes.questions import Question

MEGABYTE = 1_000_000


def accept(question: Question) -> str:
    """Give the endings that the browser offers first."""
    return ",".join(f".{one}" for one in question.types or tuple(MEDIA_TYPES))


def file_rules(question: Question, *, only_one: bool = False) -> str:
    """Say which files are taken, and, unless there is room for one only, how many."""
    types = "・".join(question.types or tuple(MEDIA_TYPES)).upper()
    size = f"{MAX_FILE_BYTES // MEGABYTE}MBまで"
    return f"{types}、{size}。" if only_one else f"{types}、1つ{size}、{MAX_FILES}個まで。"
