"""Accounts and the way in: Flask-Security with our tables, our mails and our pages."""
