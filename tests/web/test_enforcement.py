"""The night and holiday exception of 行政强制法第四十三条 on the page, without scripts."""
from tests.enforcement import AT, before


def test_a_leader_who_plans_for_the_night_is_asked_for_the_emergency_and_its_reason(engine, clock, reader):
    case_id = before(engine, "plan_demolition")
    clock(AT)
    leader = reader("gao_jun")
    path = leader.open(f"/cases/{case_id}").find("a", string=lambda s: s and "强制执行决定" in s)["href"]
    page = leader.open(path)
    if page.find("form", action=lambda a: a and a.endswith("/claim")):
        leader.press("/claim")
        page = leader.follow()
    typed = {"demolition_at": "2026-09-15T23:00", "enforcement_urgent": "yes", "enforcement_reason": "催告后逾期未拆除", "enforcement_way": "机械拆除"}
    assert page.find("textarea", {"name": "enforcement_urgent_reason"})
    told = leader.press("/complete", typed, 409).get_text()
    assert "没有写明理由" in told and "行政强制法第四十三条" in told
    leader.press("/complete", {**typed, "enforcement_urgent_reason": "外墙倾斜，危及相邻住户"})
