"""Reads obligations.toml: what every procedure owes, and before which act."""
from __future__ import annotations

from typing import Collection

from engine.law.obligation import Apart, National, NationalAct, Obligation
from engine.rulebook.rows import Row, Source


def obligations(source: Source, name: str, clocks: Collection[str], duties: Collection[str], acts: Collection[str],
                papers: Collection[str]) -> National:
    """The national obligations.

    Args:
        clocks, duties, acts, papers: the codes known from the other files.
    """
    root = source.root(name)
    rows = source.tables(root, "obligation")
    codes = [row.values.get("code") for row in rows]
    owed = tuple(one for row in rows if (one := _obligation(row, codes, clocks, duties)))
    guarded = tuple(one for row in source.tables(root, "act") if (one := _act(row, codes, duties, acts, papers)))
    apart = tuple(Apart(row.takes("duties", str, among=duties), row.article("article")) for row in source.tables(root, "apart")
                  if len(row.values.get("duties") or ()) > 1 or row.fault("duties 须为两个以上的职责"))
    root.done()
    return National(owed, guarded, apart)


def _obligation(row: Row, codes: Collection[str], clocks: Collection[str], duties: Collection[str]) -> Obligation | None:
    code, title, article = row.take("code", str), row.take("name", str), row.article("article")
    row.once("义务", code)
    asked = next(((one.take("field", str), one.take("answer", str)) for one in row.rows("asked")), None)
    one = Obligation(code, title, article, row.takes("duties", str, among=duties), row.takes("elapsed", str, among=clocks),
                     row.takes("after", str, among=codes), row.takes("voided_by", str, among=duties), asked,
                     row.takes("once", str, among=codes))
    return one if row.done() else None


def _act(row: Row, codes: Collection[str], duties: Collection[str], acts: Collection[str], papers: Collection[str],
         ) -> NationalAct | None:
    code, title, article = row.take("code", str), row.take("name", str), row.article("article")
    row.once("行为", code)
    one = NationalAct(code, title, article, row.takes("meets", str), row.takes("gates", str, among=acts),
                      row.takes("papers", str, among=papers), row.takes("other_papers", str, among=papers),
                      row.take("duty", str, None, among=duties), row.takes("guarded_by", str, among=acts),
                      row.takes("needs", str, among=codes))
    if not (one.meets or one.gates or one.papers):
        row.fault("须写明 meets、gates、papers 中的一种，以便认出这项行为")
    return one if row.done() else None
