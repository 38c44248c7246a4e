"""The page of a collective discussion 集体讨论: the leadership of the roll to tick, without scripts."""
from datetime import datetime

from sqlalchemy import func, select

from engine.play import scenario
from engine.store import tables
from tests.conftest import ROOT

WRITTEN = scenario.read(ROOT / "processes" / "ordinary_penalty" / "scenarios" / "hearing_and_review_sent_back.toml")


def test_voters_are_ticked_by_name_and_read_by_name_afterwards(engine, clock, reader):
    cut = next(n for n, step in enumerate(WRITTEN["step"]) if step.get("task") == "collective")
    assert scenario.play(engine, {**WRITTEN, "expect": {}, "step": WRITTEN["step"][:cut]}).failures == []
    clock(datetime.fromisoformat("2026-07-14T10:00:00+08:00"))
    with engine.store.read() as conn:
        case_id = conn.execute(select(func.max(tables.case_file.c.id))).scalar_one()
    leader = reader("gao_jun")
    leader.open(leader.open(f"/cases/{case_id}").find("a", string=lambda s: s and "集体讨论" in s)["href"])
    leader.press("/claim")
    page = leader.follow()
    boxes = {one.find_parent("label").get_text(strip=True): one["value"] for one in page.find_all("input", {"name": "collective_voters", "type": "checkbox"})}
    assert list(boxes) == ["高军", "侯立", "范文", "顾清", "江源", "康宁", "丁毅"]
    typed = {"collective_for": "4", "collective_opinion": "同意。", "collective_result": "agree"}
    few = leader.press("/complete", {**typed, "collective_voters": list(boxes.values())[:4]}, 409)
    assert "应到会 5 人以上" in few.get_text()
    leader.press("/complete", {**typed, "collective_for": "5", "collective_voters": list(boxes.values())[:5]})
    said = leader.open(f"/cases/{case_id}/dossier").get_text()
    assert "高军；侯立；范文；顾清；江源" in said or "高军、侯立、范文、顾清、江源" in said, [w for w in said.split() if "侯立" in w]
