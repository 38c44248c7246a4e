"""Power lists as they are shown: versions wherever they come from, their lines, and how two of them differ."""
from __future__ import annotations

import re
from datetime import date
from typing import Any, Iterable, Mapping

from engine import errors
from engine.case.access import county
from engine.law.penalty.penalty import KINDS
from engine.law.power.authority import MODES, POWERS, ListEntry
from engine.law.power.power_list import STATES, ListVersion, diff
from engine.law.rules import Rulebook
from engine.store import powers

#: the terms of an entry that a comparison names
TERMS = {"item_code": "事项", "mode": "权力来源", "instrument": "依据文件", "kinds": "处罚种类", "top_fen": "最高罚款", "powers": "权限",
         "in_name_of": "署名机关"}
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_UNIT = re.compile(r"[0-9A-Za-z_]{1,64}")


def named(text: str) -> tuple[str, str]:
    """Unit and number of a version written as `shiqiao/2024-1`.

    Raises:
        errors.BadInput.
    """
    unit, _, number = text.partition("/")
    if not _UNIT.fullmatch(unit) or not NUMBER.fullmatch(number):
        raise errors.BadInput(f"清单版本应写作“单位代码/版本号”，如 shiqiao/2024-1，而不是“{text[:40]}”。")
    return unit, number


def version(engine, conn, actor, unit: str, number: str) -> tuple[ListVersion, dict[str, Any] | None]:
    """A version and, where it was made here, its row.

    Raises:
        errors.NotFound: no such version, or of another county's unit; one that was dropped counts as none.
    """
    if unit not in county.units(conn, actor):
        raise errors.NotFound(f"没有找到清单版本 {unit}/{number}。")
    row = next((r for r in powers.listed(conn) if (r["unit_code"], r["value"]["number"]) == (unit, number) and r["state"] != "dropped"), None)
    known = next((v for v in engine.rules_for(conn).power_lists.get(unit, ()) if v.number == number), None)
    if known is None and row is None:
        raise errors.NotFound(f"没有找到清单版本 {unit}/{number}。")
    if known is None:
        known = powers.version_of(unit, row["value"], [one["value"] for one in powers.steps(conn, row["id"])])
    return known, row


def head(one: ListVersion, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a list of versions shows of one."""
    counts: dict[str, int] = {}
    for line in one.lines.values():
        counts[line.state] = counts.get(line.state, 0) + 1
    state = row["state"] if row else "published" if one.notice else "prepared"
    return {"id": row["id"] if row else None, "unit": one.unit_code, "number": one.number, "effective_on": one.effective_on, "state": state,
            "source": "imported" if row else "shipped", "count": len(one.entries),
            "states": [{"state": s, "name": STATES[s], "count": counts[s]} for s in STATES if s in counts],
            "published_on": one.notice.on if one.notice else None, "document": one.notice.document if one.notice else None,
            "made_by_name": row["made_by_name"] if row else None, "made_at": row["made_at"] if row else None,
            "file": row["value"]["file"] if row else None, "digest": powers.digest(one)}


def lines(rules: Rulebook, one: ListVersion) -> list[dict[str, Any]]:
    """Each item of a version with its terms and how far it has come."""
    return [{**entry(rules, e), "state": one.lines[code].state, "state_name": STATES[one.lines[code].state],
             "reason": next((s.reason for s in reversed(one.lines[code].steps) if s.reason), "")} for code, e in sorted(one.entries.items())]


def entry(rules: Rulebook, one: ListEntry) -> dict[str, Any]:
    """One item of a list: by what title, what may be done, up to what, in whose name, until when."""
    item, agencies = rules.items.get(one.item_code), rules.agencies
    name_of = agencies[one.in_name_of].agency if one.in_name_of in agencies else one.in_name_of
    return {"code": one.item_code, "name": item.name if item else one.item_code, "domain": item.domain if item else "", "mode": one.mode,
            "mode_name": MODES[one.mode], "instrument": one.instrument, "in_name_of": name_of,
            "powers": [{"code": p, "name": POWERS[p]} for p in one.powers], "kinds": [{"code": k, "name": KINDS[k]} for k in one.kinds],
            "top_fen": one.top_fen, "valid_from": one.valid_from, "valid_until": one.valid_until, "version": one.version,
            "tags": tags(rules, one.item_code)}


def tags(rules: Rulebook, item_code: str) -> list[dict[str, str]]:
    """The lists 清单 an item is tagged with."""
    row, known = rules.catalogue.items.get(item_code), rules.catalogue.tags
    return [{"code": t, "name": known[t].name} for t in (row.tags if row else ())]


def before(versions: Iterable[ListVersion], on: date) -> ListVersion | None:
    """The newest published version that begins before a day."""
    return max((v for v in versions if v.notice and v.effective_on < on), key=lambda v: v.effective_on, default=None)


def difference(rules: Rulebook, old: ListVersion, new: ListVersion) -> dict[str, Any]:
    """How two versions differ: items added and removed, and for the changed ones which terms, before and after."""
    found = diff(old, new)

    def item(code: str) -> dict[str, str]:
        return {"code": code, "name": rules.items[code].name if code in rules.items else code}
    return {"old": f"{old.unit_code}/{old.number}", "new": f"{new.unit_code}/{new.number}", "added": [item(c) for c in found.added],
            "removed": [item(c) for c in found.removed], "changed": [
                {**item(code), "terms": [{"term": t, "name": TERMS[t], "was": _words(rules, t, getattr(old.entries[code], t)),
                                          "now": _words(rules, t, getattr(new.entries[code], t))} for t in terms if t in TERMS]}
                for code, terms in found.changed.items()]}


def _words(rules: Rulebook, term: str, value: Any) -> str:
    if term in ("kinds", "powers"):
        return "、".join((KINDS if term == "kinds" else POWERS)[one] for one in value) or "无"
    if term == "top_fen":
        return f"{value // 100:,} 元" if value else "不另设"
    if term == "in_name_of":
        return rules.agencies[value].agency if value in rules.agencies else "本单位"
    return MODES[value] if term == "mode" else str(value)
