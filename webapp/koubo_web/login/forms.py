"""The forms of the way in: Flask-Security's, with the person's name, and with clear words."""

from typing import Any

from flask_security import current_user
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    SendConfirmationForm,
)
from marshmallow import ValidationError as SchemaError
from wtforms import HiddenField, StringField, ValidationError

from koubo.fields import Text
from koubo_web.login.waiting import password_was_right, wait_for_mail, wait_for_password
from koubo_web.login.wanted import asked_path

PERSON_NAME = Text(required=True, max_length=100, single_line=True, metadata={"label": "お名前"})


class SignInForm(LoginForm):
    """The sign-in form; who gave the right password may hear why it still does not open."""

    def validate(self, **options: Any) -> bool:
        """Say whether the person may come in; who tried on and on has to wait first."""
        email = self.email.data or ""
        if email.strip() and self.password.data:
            wait = wait_for_password(email)
            if wait:
                return _told_to_wait(self, wait)
        passed: bool = super().validate(**options)
        if self.user_authenticated:
            password_was_right(email)
        if not passed and self.user_authenticated:
            # Flask-Security would overwrite what stands at the field with the general answer.
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        return passed


class ForgottenForm(ForgotPasswordForm):
    """Asks for a reset; a mailed link confirms the address too, so it is open before that."""

    def validate(self, **options: Any) -> bool:
        """Say whether a mail is to go out."""
        if _must_wait(self):
            return False
        passed: bool = super().validate(**options)
        if self.requires_confirmation:
            self.email.errors = []
        return passed or self.requires_confirmation


class ConfirmingForm(SendConfirmationForm):
    """Asks for the mail that confirms an address once more."""

    def validate(self, **options: Any) -> bool:
        """Say whether a mail is to go out."""
        if _must_wait(self):
            return False
        passed: bool = super().validate(**options)
        return passed


class ChangingForm(ChangePasswordForm):
    """Changes the password of who is signed in and knows the old one."""

    def validate(self, **options: Any) -> bool:
        """Say whether the old password is right and the new one will do."""
        if self.password.data:
            wait = wait_for_password(current_user.email)
            if wait:
                return _told_to_wait(self, wait)
        passed: bool = super().validate(**options)
        if passed:
            password_was_right(current_user.email)
        return passed


class SignUpForm(RegisterFormV2):
    """Name, mail address and password, and where to go once the address is confirmed."""

    person_name = StringField("お名前")
    # Not Flask-Security's ``next``: that would lead there at once, past the page about the mail.
    wanted = HiddenField(default=asked_path)

    def validate(self, **options: Any) -> bool:
        """Say whether an account is to be made."""
        if _must_wait(self):
            return False
        passed: bool = super().validate(**options)
        return passed

    def validate_person_name(self, field: StringField) -> None:
        """Let the schema's field judge the name."""
        try:
            field.data = PERSON_NAME.deserialize(field.data)
        except SchemaError as found:
            raise ValidationError(str(found.messages[0])) from None

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Give what the account is made of: the name goes to the person."""
        values: dict[str, Any] = super().to_dict(only_user)
        return values | {"person_name": self.person_name.data}


def _told_to_wait(form: Any, words: str) -> bool:
    """Tell on the form that its sender has to wait, and give that it did not pass."""
    # Among its errors too: a form without any would be taken for one whose mail is on its way.
    form.form_errors.append(words)
    form.wait = words
    return False


def _must_wait(form: Any) -> bool:
    """Count the mail that a form asks for; say whether it has to wait, and tell so on the form."""
    email = form.email.data or ""
    wait = wait_for_mail(email) if email.strip() else ""
    return bool(wait) and not _told_to_wait(form, wait)
