"""Mails at the officer's desk: texts, holds, what waits and what went out."""
