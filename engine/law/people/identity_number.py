"""The number of the identity card 公民身份号码 (GB 11643—1999): eighteen characters, the last one computed from the others."""
from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
#: GB 11643, after ISO 7064 MOD 11-2: weight of each place, and the check character for each remainder
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def plain(text: str) -> str:
    """A number without blanks, its X a capital one."""
    return "".join(text.split()).upper()


def fault(number: str, on: date) -> str:
    """Why `number` is no such number, in Chinese; empty when it is one.

    Args:
        number: as `plain` gives it. on: today; nobody is born later.
    """
    if not _SHAPE.fullmatch(number):
        return "应为 18 位，前 17 位为数字，末位为数字或者 X"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or not date(1900, 1, 1) <= born <= on:
        return "第 7 至 14 位不是有效的出生日期"
    return "" if check_character(number[:17]) == number[17] else "校验位不符，请核对是否有误"


def check_character(first: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS)) % 11]
