"""What goes wrong, said in Japanese and with a way on."""

import secrets

from flask import Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from koubo.hooks import PluginFault
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused, Stale

# heading, message, remedy
WORDS: dict[int, tuple[str, str, str]] = {
    400: (
        "送られた内容を読み取れませんでした",
        "ブラウザーから届いた内容が正しい形ではありません。何も記録していません。",
        "前のページに戻って、もう一度お試しください。",
    ),
    401: (
        "ログインが切れました",
        "時間がたったため、ログインが切れています。送られた内容は記録していません。",
        "別のタブでログインしてから、このタブで「戻る」を押すと、ふつうは入力した文字が残っています。"
        "文字を写し取ってから、ページを開き直して送信してください。",
    ),
    403: (
        "このページを開く権限がありません",
        "ログインしている方の役割では、このページを開けません。",
        "役割が変わったはずのときは、事務局の担当者にお問い合わせください。",
    ),
    404: (
        "ページが見つかりません",
        "アドレスが違うか、ページがなくなったか、見る権限がありません。",
        "アドレスを確かめるか、最初のページからお探しください。",
    ),
    405: (
        "この操作はできません",
        "このアドレスでは、その操作を受け付けていません。",
        "前のページに戻って、ボタンから操作してください。",
    ),
    413: (
        "送られた内容が大きすぎます",
        "添付ファイルなどを合わせた大きさが、一度に受け付けられる{limit}MBを超えています。"
        "何も記録していません。",
        "「戻る」を押し、ファイルを小さくするか、何回かに分けて送ってください。",
    ),
}
EXPIRED = (
    "ページの有効期限が切れました",
    "安全のための確認ができなかったため、送られた内容は記録していません。",
    "「戻る」を押すと、ふつうは入力した文字が残っています。文字を写し取ってから、"
    "ページを開き直して、もう一度送信してください。",
)
STALE = (
    "ほかの人が先に保存しています",
    "このページを開いたあとに、ほかの人（または別のタブ）が内容を保存しました。"
    "あなたの変更は保存していません。",
    "「戻る」を押すと、ふつうは入力した文字が残っています。文字を写し取ってから、"
    "ページを開き直して、新しい内容を確かめてください。",
)
PLUGIN_FAULT = (
    "いま確認できません。下書きは残っています",
    "制度のきまりを確かめる部分が答えないため、手続きを進めませんでした。",
    "しばらくしてからもう一度お試しください。続くときは、下の番号を事務局にお知らせください。",
)
FAULT = (
    "うまくいきませんでした",
    "システムに問題が起きたため、操作は記録していません。",
    "しばらくしてからもう一度お試しください。続くときは、下の番号を事務局にお知らせください。",
)


def serve_errors(app: Flask) -> None:
    """Answer everything that can go wrong with a page of ours."""
    app.register_error_handler(HTTPException, say_http)
    app.register_error_handler(CSRFError, say_expired)
    app.register_error_handler(NotFound, lambda error: _page(404, WORDS[404]))
    app.register_error_handler(NotAllowed, lambda error: _page(403, WORDS[403]))
    app.register_error_handler(Stale, lambda error: _page(409, STALE))
    app.register_error_handler(Refused, say_refused)
    app.register_error_handler(PluginFault, say_plugin_fault)
    app.register_error_handler(Exception, say_fault)


def say_http(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error in our words; a redirect passes."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    return _page(code, WORDS.get(code, FAULT if code >= 500 else WORDS[400]))


def say_expired(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token does not fit the session."""
    return _page(400, EXPIRED)


def say_refused(error: Refused) -> ResponseReturnValue:
    """Answer a step that may not be taken now, with the action's own sentence."""
    return _page(409, ("この操作はいまできません", error.message, ""))


def say_plugin_fault(error: PluginFault) -> ResponseReturnValue:
    """Answer a step that a plugin could not judge: nothing is taken, nothing is lost."""
    return _page(503, PLUGIN_FAULT, incident=_record(error))


def say_fault(error: Exception) -> ResponseReturnValue:
    """Answer what nobody foresaw, with a number under which the log has it."""
    return _page(500, FAULT, incident=_record(error))


def _record(error: Exception) -> str:
    """Log what happened and give its number; the log names the endpoint, never an address."""
    digits = secrets.token_hex(4).upper()
    incident = f"{digits[:4]}-{digits[4:]}"
    current_app.logger.error("incident %s at %s", incident, request.endpoint or "-", exc_info=error)
    return incident


def _page(code: int, words: tuple[str, str, str], incident: str = "") -> ResponseReturnValue:
    heading, message, remedy = words
    limit = current_app.config["MAX_CONTENT_LENGTH"] // 1_000_000
    links = [("最初のページへ戻る", "/")]
    if code == 401:
        links.insert(0, ("ログインする", url_for("security.login")))
    told = message.replace("{limit}", str(limit))
    try:
        page = render_template(
            "layout/error.html",
            heading=heading,
            message=told,
            remedy=remedy,
            reference=incident,
            links=links,
        )
    except Exception as error:  # the frame of the page may be what is broken
        incident = incident or _record(error)
        current_app.logger.exception("incident %s: the error page failed too", incident)
        page = render_template("errors/bare.html", words=(heading, told, remedy), incident=incident)
    return page, code
