"""One's own account: where one is signed in, password, second factor."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from api import auth
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.session import count
from engine import errors
from engine.work import passwords, second_factor, sessions
from web import page, proof
from web.sign_in import qr

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("")
@access("self")
def show():
    """The page of one's account."""
    return _page()


@pages.post("/password")
@access("self")
def password():
    """Changes the password; the other sessions end."""
    count()
    if request.form.get("password") != request.form.get("again"):
        return _page({"title": "密码没有修改", "detail": "两次输入的新密码不一致。"}), 422
    old, new = request.form.get("old", "")[:256], request.form.get("password", "")[:256]
    try:
        renewed = passwords.change(engine(), current_actor(), auth.session_secret(), old, new, at=at(), place=auth.place())
    except errors.FormInvalid as wrong:
        return _page({**wrong.as_dict(), "title": "密码没有修改", "next": None}), 422
    return _back(renewed, "password")


@pages.post("/second-factor")
@access("self")
def offer():
    """Shows a new secret to scan."""
    auth.session_secret()
    return _binding(second_factor.offer(engine(), current_actor(), at=at()))


@pages.post("/second-factor/bind")
@access("self")
def bind():
    """Binds the telephone that shows the right code, and shows the recovery codes once."""
    count()
    given = page.text("offer", 1000) or ""
    try:
        bound = second_factor.accept(engine(), current_actor(), auth.session_secret(), given, page.text("code", 64) or "", at=at())
    except errors.FormInvalid as wrong:
        shown = second_factor.again(engine(), given, at=at()) or second_factor.offer(engine(), current_actor(), at=at())
        return _binding(shown, wrong.as_dict()), 422
    return auth.let_in(_codes(bound["codes"]), bound)


@pages.post("/second-factor/off")
@access("self")
def take_off():
    """Takes the second factor off."""
    return _back(second_factor.take_off(engine(), current_actor(), auth.session_secret(), at=at()), "factor_off")


@pages.post("/second-factor/codes")
@access("self")
def renew_codes():
    """Makes new recovery codes and shows them once."""
    auth.session_secret()
    return _codes(second_factor.renew_codes(engine(), current_actor(), at=at()))


@pages.post("/sessions/end")
@access("self")
def end():
    """Ends one of one's sessions, or all but this one."""
    name = page.text("session", 16)
    if name:
        sessions.end(engine(), current_actor(), name, at=at())
    else:
        sessions.end_others(engine(), current_actor(), auth.session_secret(), at=at())
    return redirect(url_for("web.account.show"), 303)


@pages.get("/prove")
@access("self")
def prove():
    """Proves who one is before an act whose form carries a file."""
    return proof.ask(proof.BEFOREHAND, address=url_for("web.account.proven"))


@pages.post("/prove")
@access("self")
def proven():
    """The proof itself was looked at on the way in."""
    return redirect(url_for("web.account.show", done="proved" if "renewed" in g else None), 303)


DONE = {"proved": "已确认本人，请返回原页面提交。", "password": "密码已修改，其他设备上的登录已结束。", "factor_off": "动态口令已解除，其他设备上的登录已结束。"}


#: what a browser's own name gives away, the more particular first
_SYSTEMS = (("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
_BROWSERS = (("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "火狐"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def device(agent: str | None) -> str:
    """A browser's name for itself as a person would say it, e.g. `Windows 上的 Chrome`."""
    system, browser = (next((said for mark, said in known if mark in (agent or "")), None) for known in (_SYSTEMS, _BROWSERS))
    if system and browser:
        return f"{system} 上的 {browser}"
    return system or browser or (agent or "未知设备")[:40]


def _page(problem: dict[str, Any] | None = None) -> str:
    who = auth.principal()
    mine = sessions.mine(engine(), who.actor, None if who.bearer else who.secret, at=at())
    mine = [{**one, "device": device(one["agent"])} for one in mine]
    return render_template("account.html", sessions=mine, factor=second_factor.state(engine(), who.actor), problem=problem,
                           demands=passwords.demands(engine()), done=DONE.get(page.one_of("done", DONE)))


def _binding(shown: dict[str, Any], problem: dict[str, Any] | None = None) -> str:
    return render_template("account_bind.html", offer=shown, qr=qr(shown["address"]), problem=problem)


def _codes(codes: list[str]) -> Response:
    return make_response(render_template("recovery_codes.html", codes=codes, then=url_for("web.account.show")))


def _back(renewed: dict[str, Any], done: str) -> Response:
    return auth.let_in(redirect(url_for("web.account.show", done=done), 303), renewed)
