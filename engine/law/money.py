"""Amounts in figures and in words 大写, as decisions and receipts print them side by side."""
from __future__ import annotations

from engine.errors import BadInput

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
#: Groups of digits above the last four: 万, then 亿, which takes everything above it (壹万亿 = 壹万 of 亿).
_GROUPS = ((10 ** 8, "亿"), (10 ** 4, "万"))
#: Beyond this a written amount would repeat 亿 and be read in two ways.
_BEYOND = 10 ** 18


def yuan(fen: int) -> str:
    """An amount as people read it: 300 元, 1,250.50 元."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,} 元" if not rest else f"{whole:,}.{rest:02d} 元"


def in_words(fen: int) -> str:
    """`fen` in Chinese capitals: 30000 → 叁佰元整, 10050 → 壹佰元零伍角整.

    Raises:
        BadInput: negative, not an integer, or ten quadrillion yuan and more.
    """
    if not isinstance(fen, int) or isinstance(fen, bool) or not 0 <= fen < _BEYOND:
        raise BadInput(f"金额 {fen!r} 不能写成大写。")
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    said = f"{_integer(whole)}元" if whole else ""
    if not rest:
        return (said or "零元") + "整"
    # 人民币 usage: a 零 joins the parts when the yuan end in zero or the jiao are missing.
    joint = "零" if whole and (not jiao or whole % 10 == 0) else ""
    return said + joint + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cents]}分" if cents else "整")


def _integer(number: int) -> str:
    for size, name in _GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            # One 零 stands for every place missing between the group and what follows it.
            return _integer(high) + name + (("零" if low < size // 10 else "") + _integer(low) if low else "")
    text, gap = "", False
    for size, name in _PLACES:
        digit = number // size % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
        gap = not digit
    return text
