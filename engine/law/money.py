"""Amounts in words 大写, as decisions and receipts print them beside the figures."""
from __future__ import annotations

from engine.errors import BadInput

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(fen: int) -> str:
    """`fen` in Chinese capitals: 30000 → 叁佰元整, 10050 → 壹佰元零伍角整.

    Raises:
        BadInput: negative, not an integer, or ten quadrillion yuan and more.
    """
    if not isinstance(fen, int) or isinstance(fen, bool) or not 0 <= fen < 10 ** 18:
        raise BadInput(f"金额 {fen!r} 不能写成大写。")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_integer(yuan)}元" if yuan else ""
    if not rest:
        return (whole or "零元") + "整"
    # 人民币 usage: a 零 joins the parts when the yuan end in zero or the jiao are missing.
    joint = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return whole + joint + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cents]}分" if cents else "整")


def _integer(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[index]
        gap = False
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10 ** place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text
