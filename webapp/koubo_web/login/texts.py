"""What Flask-Security says, in our words: each names what is wrong and what to do."""

MESSAGES: dict[str, tuple[str, str]] = {
    "ALREADY_CONFIRMED": (
        "このメールアドレスはもう確認できています。ログインしてください。",
        "info-1",
    ),
    "ANONYMOUS_USER_REQUIRED": (
        "すでにログインしています。",
        "info-1",
    ),
    "CONFIRMATION_EXPIRED": (
        "確認のリンクの期限（%(within)s）が過ぎました。もう一度メールをお送りください。",
        "error",
    ),
    "CONFIRMATION_REQUEST": (
        "このアドレスで登録の途中であれば、%(email)s に確認のメールを送りました。",
        "success",
    ),
    "CONFIRMATION_REQUIRED": (
        "メールアドレスの確認がまだです。登録のときに届いたメールのリンクを開いてください。",
        "error",
    ),
    "CONFIRM_REGISTRATION": (
        "%(email)s にメールを送りました。",
        "success",
    ),
    "DISABLED_ACCOUNT": (
        "このアカウントは使えません。事務局にお問い合わせください。",
        "error",
    ),
    "EMAIL_ALREADY_ASSOCIATED": (
        "「メールアドレス」%(email)s は登録済みです。ログインしてください。",
        "error",
    ),
    "EMAIL_CONFIRMED": (
        "登録が終わり、ログインしました。",
        "success",
    ),
    "EMAIL_NOT_PROVIDED": (
        "「メールアドレス」を入力してください。",
        "error",
    ),
    "GENERIC_AUTHN_FAILED": (
        "「メールアドレス」か「パスワード」が違います。確かめて、もう一度入力してください。",
        "error",
    ),
    "INVALID_CONFIRMATION_TOKEN": (
        "確認のリンクが正しくありません。メールのリンクの全体を開くか、"
        "もう一度メールをお送りください。",
        "error",
    ),
    "INVALID_EMAIL_ADDRESS": (
        "「メールアドレス」は「name@example.jp」のように、メールアドレスの形で入力してください。",
        "error",
    ),
    "INVALID_PASSWORD": (
        "「いまのパスワード」が違います。もう一度入力してください。",
        "error",
    ),
    "INVALID_REDIRECT": (
        "移動先のアドレスが正しくありません。",
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        "再設定のリンクが正しくないか、もう使われています。もう一度メールをお送りください。",
        "error",
    ),
    "PASSWORD_CHANGE": (
        "パスワードを変えました。",
        "success",
    ),
    "PASSWORD_INVALID_LENGTH": (
        "「パスワード」は%(length)s文字以上で入力してください。",
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (
        "「新しいパスワード」には、いまと違うパスワードを入力してください。",
        "error",
    ),
    "PASSWORD_NOT_PROVIDED": (
        "「パスワード」を入力してください。",
        "error",
    ),
    "PASSWORD_RESET_EXPIRED": (
        "再設定のリンクの期限（%(within)s）が過ぎました。もう一度メールをお送りください。",
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (
        "パスワードを設定し直しました。新しいパスワードでログインしてください。",
        "success",
    ),
    "PASSWORD_RESET_REQUEST": (
        "このアドレスが登録されていれば、%(email)s に再設定のメールを送りました。",
        "success",
    ),
    "RETYPE_PASSWORD_MISMATCH": (
        "2回のパスワードが同じではありません。同じものを入力してください。",
        "error",
    ),
    "UNAUTHENTICATED": (
        "このページを見るには、ログインしてください。",
        "info-1",
    ),
    "USER_DOES_NOT_EXIST": (
        "「メールアドレス」か「パスワード」が違います。確かめて、もう一度入力してください。",
        "error",
    ),
}

SUBJECTS: dict[str, str] = {
    "REGISTER": "メールアドレスの確認のお願い",
    "CONFIRM": "メールアドレスの確認のお願い",
    "PASSWORD_RESET": "パスワードの再設定のご案内",
    "PASSWORD_NOTICE": "パスワードを設定し直しました",
    "PASSWORD_CHANGE_NOTICE": "パスワードが変わりました",
}
