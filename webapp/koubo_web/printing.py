"""Letters as PDF answers; the press reads its fonts at the first letter and is kept."""

from urllib.parse import quote

from flask import Response, current_app

from koubo.papers.letters import Letter, Press

PRESS = "koubo_press"


def press() -> Press:
    """Give this worker's one press."""
    if PRESS not in current_app.extensions:
        current_app.extensions[PRESS] = Press()
    found: Press = current_app.extensions[PRESS]
    return found


def letter_answer(letter: Letter, name: str) -> Response:
    """Give a letter as a PDF that the browser shows.

    :param name: the file's name without its ending
    """
    answer = Response(press().letter(letter), mimetype="application/pdf")
    file = quote(f"{name}.pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{file}"
    return answer
