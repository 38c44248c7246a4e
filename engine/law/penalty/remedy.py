"""Remedy texts 救济告知: what a paper says about reconsideration 行政复议 and suit 行政诉讼."""
from __future__ import annotations

import string
from typing import Mapping

from engine.errors import BadInput
from engine.law.file.numbering import Paper

#: The key of the sentence that a paper served electronically adds (行政复议法第二十二条).
ONLINE = "online"
_MAY_NAME = {"reconsideration", "court"}


def told(paper: Paper, remedies: Mapping[str, str], reconsideration: str, court: str, *, electronic: bool = False,
         online: str = "") -> str:
    """The remedy text that a paper prints; empty for a kind that prints none.

    Args:
        remedies: key → text with {reconsideration} and {court}.
        reconsideration, court: full names.
        electronic: served electronically. online: the channel for reconsideration applications that must then be offered.
    Raises:
        BadInput: a paper with a remedy is served electronically and no online channel is named.
    """
    if not paper.remedy:
        return ""
    text = remedies[paper.remedy].format(reconsideration=reconsideration, court=court)
    if not electronic:
        return text
    if not online.strip():
        raise BadInput(f"“{paper.name}”以电子方式送达，应当同时提供提交行政复议申请书的互联网渠道。", article="行政复议法第二十二条",
                       next="请填写互联网渠道，或者改用其他方式送达。")
    return text + remedies[ONLINE].format(online=online)


def remedy_fault(key: str, text: str) -> str | None:
    """What is wrong with a remedy text, in Chinese, or None: it names {reconsideration} and {court}, the online one {online}."""
    try:
        names = {name for _, name, spec, conversion in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"救济告知不能解析：{error}"
    if key == ONLINE:
        return None if names == {"online"} else f"救济告知 {ONLINE} 须且只须含 {{online}}"
    return f"救济告知只能含 {{reconsideration}}、{{court}}：“{text[:20]}…”" if names - _MAY_NAME else None
