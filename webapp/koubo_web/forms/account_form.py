"""What is asked about a bank account, as raw text."""

from wtforms import StringField

from koubo_web.forms.call_forms import RawForm


class AccountForm(RawForm):
    """The fields of an account; `koubo.people.account_schemas` judges them."""

    bank = StringField()
    bank_code = StringField()
    branch = StringField()
    branch_code = StringField()
    kind = StringField()
    number = StringField()
    holder = StringField()
    holder_kana = StringField()
