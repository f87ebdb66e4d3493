"""The forms of the way in: Flask-Security's, with the person's name, and with clear words."""

from typing import Any

from flask_security.forms import ForgotPasswordForm, LoginForm, RegisterFormV2
from marshmallow import ValidationError as SchemaError
from wtforms import HiddenField, StringField, ValidationError

from koubo.fields import Text
from koubo_web.login.wanted import asked_path

PERSON_NAME = Text(required=True, max_length=100, single_line=True, metadata={"label": "お名前"})


class SignInForm(LoginForm):
    """The sign-in form; who gave the right password may hear why it still does not open."""

    def validate(self, **options: Any) -> bool:
        """Say whether the person may come in."""
        passed: bool = super().validate(**options)
        if not passed and self.user_authenticated:
            # Flask-Security would overwrite what stands at the field with the general answer.
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        return passed


class ForgottenForm(ForgotPasswordForm):
    """Asks for a reset; a mailed link confirms the address too, so it is open before that."""

    def validate(self, **options: Any) -> bool:
        """Say whether a mail is to go out."""
        passed: bool = super().validate(**options)
        if self.requires_confirmation:
            self.email.errors = []
        return passed or self.requires_confirmation


class SignUpForm(RegisterFormV2):
    """Name, mail address and password, and where to go once the address is confirmed."""

    person_name = StringField("お名前")
    # Not Flask-Security's ``next``: that would lead there at once, past the page about the mail.
    wanted = HiddenField(default=asked_path)

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
