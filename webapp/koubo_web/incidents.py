"""Numbers under which the log has what went wrong, so that the office can look it up."""

import secrets

from flask import current_app, request


def log_incident(error: BaseException) -> str:
    """Log what happened and give its number; the log names the endpoint, never an address."""
    digits = secrets.token_hex(4).upper()
    incident = f"{digits[:4]}-{digits[4:]}"
    current_app.logger.error("incident %s at %s", incident, request.endpoint or "-", exc_info=error)
    return incident
