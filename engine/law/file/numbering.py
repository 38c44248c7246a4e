"""Document numbers: agency word 机关代字, paper word 文种代字, year in six-corner brackets 〔〕, serial; void numbers stay used."""
from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Iterable, Mapping

from engine.errors import BadInput

FIELDS = ("agency", "kind", "year", "serial")


#: whose names and certificates a paper prints: those who sign it as officers 执法人员, all who handle the case 承办人, the reviewer
#: 审核人, the leader 负责人, the host of the hearing 听证主持人
SIGNED = ("officers", "handlers", "reviewer", "leader", "host")


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper 文书: its name, its word in the number 文种代字, whether it leaves the agency, its remedy text's key.

    Attributes:
        signed: whose names and certificates it prints, one of SIGNED; empty for none.
        periods: codes of the clocks it states, in the order in which it states them.
        annex: whether it is followed by the count of those that run, day by day.
    """

    kind: str
    name: str
    word: str
    outward: bool
    remedy: str | None
    signed: str = ""
    periods: tuple[str, ...] = ()
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A document number ."""

    agency: str
    kind: str
    year: int
    serial: int


def format_number(template: str, agency: str, kind: str, year: int, serial: int) -> str:
    """A document number such as 青溪镇综执当罚字〔2026〕第3号.

    Args:
        template: with {agency} {kind} {year} {serial}, e.g. "{agency}{kind}字〔{year}〕第{serial}号".
        agency: the agency's word, e.g. "青溪镇综执". kind: the paper's word, e.g. "当罚".
        serial: 1 or more; gap-free per agency, kind and year is the store's business.
    Raises:
        BadInput: a serial or year out of range, or an empty word.
    """
    if serial < 1 or not 1949 <= year <= 9999 or not agency or not kind:
        raise BadInput(f"文号要素不全：机关代字“{agency}”、文种代字“{kind}”、年份 {year}、序号 {serial}。")
    return template.format(agency=agency, kind=kind, year=year, serial=serial)


def read_number(template: str, text: str, words: Iterable[str]) -> Number:
    """Take a printed document number apart.

    Args:
        words: the 文种代字 in use; the longest that fits is taken.
    Raises:
        BadInput: the text was not written by this template.
    """
    kinds = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    groups = {"agency": r"(?P<agency>.+?)", "kind": f"(?P<kind>{kinds})", "year": r"(?P<year>\d{4})",
              "serial": r"(?P<serial>[1-9]\d*)"}
    pattern = "".join(re.escape(before) + groups.get(name or "", "") for before, name, _, _ in string.Formatter().parse(template))
    found = re.fullmatch(pattern, text)
    if found is None:
        raise BadInput(f"“{text}”不是按文号格式“{template}”编写的文号。")
    return Number(found["agency"], found["kind"], int(found["year"]), int(found["serial"]))


def next_serial(issued: Iterable[int], voided: Iterable[int] = ()) -> int:
    """The serial to use next in a series of one agency, kind and year: a void number is never used again."""
    return max((*issued, *voided), default=0) + 1


def series_faults(issued: Iterable[int], voided: Mapping[int, str]) -> list[str]:
    """What is wrong with a series of one agency, kind and year, in Chinese: gaps, doubles, void numbers reused or unexplained.

    Args:
        issued: serials of the papers in force, in any order. voided: void serial → why it was made void 作废理由.
    """
    issued = list(issued)
    faults = [f"第 {n} 号使用了 {issued.count(n)} 次" for n in sorted(set(issued)) if issued.count(n) > 1]
    faults += [f"第 {n} 号已经作废，又重新使用" for n in sorted(set(issued) & voided.keys())]
    faults += [f"第 {n} 号作废没有写明理由" for n in sorted(voided) if not voided[n].strip()]
    used = set(issued) | voided.keys()
    faults += [f"第 {n} 号空缺，没有文书，也没有作废记录" for n in range(1, max(used, default=0) + 1) if n not in used]
    return faults


def template_fault(template: str) -> str | None:
    """What is wrong with a numbering template, in Chinese, or None: each field once, nothing else, and 〔〕 around the year."""
    try:
        names = [name for _, name, spec, conversion in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        return f"模板不能解析：{error}"
    if sorted(names) != sorted(FIELDS):
        return "模板须且只须含 {agency} {kind} {year} {serial} 各一次"
    return None if "〔{year}〕" in template else "年份须用六角括号〔〕"
