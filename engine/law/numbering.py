"""Document numbers: agency word 机关代字, paper word 文种代字, year in six-corner brackets 〔〕, serial."""
from __future__ import annotations

import string
from dataclasses import dataclass

from engine.errors import BadInput

FIELDS = ("agency", "kind", "year", "serial")


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper 文书: its name, its word in the number 文种代字, whether it leaves the agency, its remedy text's key."""

    kind: str
    name: str
    word: str
    outward: bool
    remedy: str | None


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


def template_fault(template: str) -> str | None:
    """What is wrong with a numbering template, in Chinese, or None: each field once, nothing else, and 〔〕 around the year."""
    try:
        names = [name for _, name, spec, conversion in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        return f"模板不能解析：{error}"
    if sorted(names) != sorted(FIELDS):
        return "模板须且只须含 {agency} {kind} {year} {serial} 各一次"
    return None if "〔{year}〕" in template else "年份须用六角括号〔〕"


def remedy_fault(text: str) -> str | None:
    """What is wrong with a remedy text, in Chinese, or None: it may name only {reconsideration} and {court}."""
    try:
        names = {name for _, name, spec, conversion in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"救济告知不能解析：{error}"
    return f"救济告知只能含 {{reconsideration}}、{{court}}：“{text[:20]}…”" if names - {"reconsideration", "court"} else None
