"""C-54: the remedy text 救济告知 is the right one: where to go first, full names, the periods in force."""
from __future__ import annotations

import re
from typing import Iterator

from engine.law.citation import numeral
from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import PaperIssued
from engine.law.time.milestones import day_of
from engine.law.time.period import UNITS
from engine.law.time.rule import Rule

ID = "C-54"
DEFECTS = ("none", "period", "order", "names", "online")

_WRITTEN = {"day": "[日天]", "month": "个?月", "year": "年"}
_BODY = re.compile(r"向([^，。；、（）向]{1,40}?)(?:依法)?申请(?:行政)?复议")
_COURT = re.compile(r"向([^，。；、（）向]{0,40}?人民法院)")
_FIRST = re.compile(r"先.{0,60}?申请(?:行政)?复议")
_ONLINE = re.compile("互联网|网址|网站|在线|https?:")
#: words that stand for a name instead of being one
_VAGUE = re.compile("上级|上一级|本级|同级|有关|有管辖权|所在地|当地|相应|所属")
_BODIES = ("人民政府", "委员会", "厅", "局", "部", "署")


def check(facts: Facts) -> Finding | None:
    """Which text a kind of paper owes is data (papers.toml); the lengths are those of the clocks in force that day."""
    return facts.defective(ID, (d for paper in facts.dossier.papers for d in _defects(facts, paper)),
                           "请按规定的救济告知更正后重新制作并送达；告知错误的，当事人的救济期限不因此缩短。")


def _defects(facts: Facts, paper: PaperIssued) -> Iterator[Defect]:
    kind = facts.rules.papers.get(paper.kind)
    if kind is None or not kind.remedy:
        return
    text, title = re.sub(r"\s+", "", paper.remedy), f"《{paper.name}》"
    if not text:
        yield Defect("none", f"{title}没有告知申请行政复议、提起行政诉讼的途径和期限")
        return
    yield from {"on_spot": _on_spot, "land": _land}.get(kind.remedy, _ordinary)(facts, paper, text, title)
    if any(s.paper == paper.kind and s.mode == "electronic" for s in facts.dossier.services) and not _ONLINE.search(text):
        yield Defect("online", f"{title}以电子方式送达，没有提供提交行政复议申请书的互联网渠道（行政复议法第二十二条）")


def _on_spot(facts: Facts, paper: PaperIssued, text: str, title: str) -> Iterator[Defect]:
    # 行政复议法第二十三条第一款第一项、第二款: reconsideration comes first, and the party must be told so.
    if not _FIRST.search(text) or _says(text, _rule(facts, "sue", paper)):
        yield Defect("order", f"{title}应当告知先申请行政复议，不得告知可以直接提起行政诉讼（行政复议法第二十三条）")
    yield from _periods(facts, paper, text, title, "reconsider")
    yield from _name(_BODY, text, title, "行政复议机关", _BODIES)


def _ordinary(facts: Facts, paper: PaperIssued, text: str, title: str) -> Iterator[Defect]:
    yield from _periods(facts, paper, text, title, "reconsider", "sue")
    yield from _name(_BODY, text, title, "行政复议机关", _BODIES)
    yield from _name(_COURT, text, title, "人民法院", ("人民法院",))


def _land(facts: Facts, paper: PaperIssued, text: str, title: str) -> Iterator[Defect]:
    # 土地管理法第八十三条: fifteen days to sue, a special period that a statute sets (行政诉讼法第四十六条); reconsideration keeps its own.
    yield from _periods(facts, paper, text, title, "reconsider", "sue_land")
    if _says(text, _rule(facts, "sue", paper)):
        yield Defect("period", f"{title}不得告知六个月的一般起诉期限（土地管理法第八十三条）")
    yield from _name(_BODY, text, title, "行政复议机关", _BODIES)
    yield from _name(_COURT, text, title, "人民法院", ("人民法院",))


def _periods(facts: Facts, paper: PaperIssued, text: str, title: str, *codes: str) -> Iterator[Defect]:
    for code in codes:
        rule = _rule(facts, code, paper)
        if rule is not None and not _says(text, rule):
            yield Defect("period", f"{title}没有写明“{rule.name}”的期限 {rule.length}{UNITS[rule.unit]}（{rule.basis}）")


def _rule(facts: Facts, code: str, paper: PaperIssued) -> Rule | None:
    """The version in force when the paper was issued; the newest for a paper older than all we know."""
    versions, on = facts.rules.versions.get(code, ()), day_of(paper.issued_at)
    return next((v for v in versions if v.holds_on(on)), versions[-1] if versions else None)


def _says(text: str, rule: Rule | None) -> bool:
    if rule is None or rule.length is None:
        return False
    number = f"(?:{numeral(rule.length)}|{rule.length})"
    return re.search(rf"(?<![一二三四五六七八九十百\d]){number}{_WRITTEN.get(rule.unit, '')}", text) is not None


def _name(pattern: re.Pattern[str], text: str, title: str, what: str, endings: tuple[str, ...]) -> Iterator[Defect]:
    """A full name 规范全称 says of which place: 县人民政府 is none, 示范县人民政府 is one."""
    names = [name.removeprefix("依法") for name in pattern.findall(text)]
    if not any(name.endswith(e) and len(name) - len(e) >= 2 and not _VAGUE.search(name) for name in names for e in endings):
        yield Defect("names", f"{title}没有写明{what}的规范全称" + (f"（写的是“{names[0]}”）" if names else ""))
