"""The night and holiday exception of 行政强制法第四十三条 through HTTP."""
from tests.enforcement import AT, HOLIDAY, before, form


def test_an_emergency_on_a_holiday_is_entered_with_its_reason(engine, clock, person):
    before(engine, "plan_demolition")
    clock(AT)
    leader = person("gao_jun")
    [task] = leader.inbox("plan_demolition")
    keys = {one.get("key") for one in leader.get(f"/tasks/{task['id']}").json["form"]["components"]}
    assert {"demolition_at", "enforcement_urgent", "enforcement_urgent_reason"} <= keys
    refused = leader.post(f"/tasks/{task['id']}/complete", {"data": form("plan_demolition", demolition_at=HOLIDAY, enforcement_urgent=True)})
    assert (refused.status_code, refused.json["code"]) == (409, "gate_refused")
    assert [(f["gate"], "第四十三条" in f["article"]) for f in refused.json["findings"] if f["severity"] == "blocks"] == [("G-24", True)]
    done = leader.post(f"/tasks/{task['id']}/complete", {"data": form("plan_demolition", demolition_at=HOLIDAY, enforcement_urgent=True,
                                                                      enforcement_urgent_reason="外墙倾斜，危及相邻住户")})
    assert done.status_code == 200, done.text
