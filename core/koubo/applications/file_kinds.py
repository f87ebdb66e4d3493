"""What a kind of file is called, and which kinds a browser shows by itself."""

from collections.abc import Mapping

KIND_NAMES: Mapping[str, str] = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "image/jpeg": "画像",
    "image/png": "画像",
}
VIEWED = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""Shown in a tab of their own; whatever is not among them is only sent to be kept."""
