"""C-53: decision, approval and payment slip name the same amount, in figures and in words 大写."""
from __future__ import annotations

from typing import Iterator

from engine.errors import BadInput
from engine.law.facts import Defect, Facts, Finding, yuan
from engine.law.file.dossier import PaperIssued
from engine.law.money import in_words

ID = "C-53"
DEFECTS = ("figures", "words")

_DECISIONS = ("penalty_decision", "on_spot_decision")
#: 案件处理审批表 and 罚款缴款书
_BESIDE = ("penalty_approval", "fine_receipt")


def check(facts: Facts) -> Finding | None:
    """The last paper of each kind counts: an approval sent back is replaced by the next. Words are checked wherever they are."""
    return facts.defective(ID, _defects(facts), "请以行政机关负责人批准的数额为准，更正不一致的文书；已送达的决定书须制作补正文书。")


def _defects(facts: Facts) -> Iterator[Defect]:
    decision = _last(facts, *_DECISIONS)
    decided = _fen(decision) if decision else None
    for kind in _BESIDE:
        paper = _last(facts, kind)
        if decision and paper and decided is not None and _fen(paper) not in (None, decided):
            yield Defect("figures", f"《{decision.name}》的罚款为 {yuan(decided)}，《{paper.name}》为 {yuan(_fen(paper))}")
    for paper in facts.dossier.papers:
        said, fen = str(paper.says.get("penalty_words") or "").strip(), _fen(paper)
        if said and fen is not None and said.removeprefix("人民币") not in _ways(fen):
            yield Defect("words", f"《{paper.name}》的大写“{said}”与小写 {yuan(fen)} 不一致，应为“{in_words(fen)}”")


def _last(facts: Facts, *kinds: str) -> PaperIssued | None:
    papers = [p for p in facts.dossier.issued(*kinds) if _fen(p) is not None]
    return papers[-1] if papers else None


def _fen(paper: PaperIssued) -> int | None:
    fen = paper.says.get("penalty_fen")
    return fen if isinstance(fen, int) and not isinstance(fen, bool) and fen >= 0 else None


def _ways(fen: int) -> set[str]:
    """整 and 正 are both good usage, and so is 圆 for 元."""
    try:
        words = in_words(fen)
    except BadInput:
        return set()
    return {way for end in (words, words.replace("整", "正")) for way in (end, end.replace("元", "圆"))}
