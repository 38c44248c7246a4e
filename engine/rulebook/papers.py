"""Reads papers.toml: the kinds of paper 文书, their numbers and remedy texts."""
from __future__ import annotations

from typing import Collection

from engine.law.file.numbering import SIGNED, Paper, template_fault
from engine.law.penalty.remedy import ONLINE, remedy_fault
from engine.rulebook.rows import Row, Source


def papers(source: Source, name: str, clocks: Collection[str]) -> tuple[str, dict[str, Paper], dict[str, str]]:
    """The number template, kind → paper, and the remedy texts.

    Args:
        clocks: the codes of the clocks that a paper may state.
    """
    root, papers = source.root(name), {}
    template, remedy = root.take("template", str) or "", Row(source, name, None, root.values.pop("remedy", {}))
    if fault := template_fault(template):
        root.fault(fault)
    remedies = {key: remedy.article(key) for key in list(remedy.values)}
    for fault in filter(None, (remedy_fault(key, text) for key, text in remedies.items())):
        remedy.fault(fault)
    if ONLINE not in remedies:
        remedy.fault(f"缺少救济告知 {ONLINE}（电子送达时须告知的互联网渠道）")
    for row in source.tables(root, "paper"):
        paper = Paper(row.take("kind", str), row.take("name", str), row.take("word", str), row.take("outward", bool),
                      row.take("remedy", str, None, among=[k for k in remedies if k != ONLINE]), row.take("signed", str, "", among=SIGNED) or "",
                      row.takes("periods", str, among=clocks), bool(row.take("annex", bool, False)))
        if paper.annex and not paper.periods:
            row.fault("附逐日计算说明（annex）的文书须写明期限（periods）")
        row.once("文书种类", paper.kind)
        row.once("文种代字", paper.word)
        papers[paper.kind] = paper
        row.done()
    root.done()
    return template, papers, remedies
