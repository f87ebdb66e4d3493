"""What goes wrong, said in Japanese and with a way on."""

import secrets
from collections.abc import Callable

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from koubo.hooks import PluginFault
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused, Stale
from koubo_web.login.again import resend_page, sign_in_page
from koubo_web.requests import actor_or_none
from koubo_web.typed import typed_in_vain

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
        "ログインしてから、もう一度お試しください。",
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
    "ページを開き直して、もう一度送信してください。",
)
STALE = (
    "ほかの人が先に保存しています",
    "このページを開いたあとに、ほかの人（または別のタブ）が内容を保存しました。"
    "あなたの変更は保存していません。",
    "ページを開き直して、新しい内容を確かめてください。"
    "入力した文字は、下から写し取ることができます。",
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
    typed = typed_in_vain() if code == 401 else None
    if typed is not None:
        return _drawn(lambda: sign_in_page(typed), 401, WORDS[401])
    return _page(code, WORDS.get(code, FAULT if code >= 500 else WORDS[400]))


def say_expired(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token does not fit the session: what was typed can be sent again."""
    who, typed = actor_or_none(), typed_in_vain()
    if who is not None and request.endpoint == "security.login":
        return redirect(url_for("public.home"))  # signed in on another tab meanwhile
    if typed is None:
        return _page(400, EXPIRED)
    if who is None and typed.person_id is not None:
        return _drawn(lambda: sign_in_page(typed), 400, EXPIRED)
    return _drawn(lambda: resend_page(typed), 400, EXPIRED)


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
    return _drawn(
        lambda: render_template(
            "layout/error.html",
            heading=heading,
            message=told,
            remedy=remedy,
            reference=incident,
            links=links,
            typed=typed_in_vain(),
        ),
        code,
        (heading, told, remedy),
        incident,
    )


def _drawn(
    draw: Callable[[], str], code: int, words: tuple[str, str, str], incident: str = ""
) -> ResponseReturnValue:
    """Give a page; where its frame is what is broken, a bare one with the same words."""
    try:
        page = draw()
    except Exception as error:
        incident = incident or _record(error)
        current_app.logger.exception("incident %s: the error page failed too", incident)
        page = render_template("errors/bare.html", words=words, incident=incident)
    return page, code
