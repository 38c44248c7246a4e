from datetime import date

import pytest

from engine.law.power.profile import Profile, Profiles, applying

ROWS = (
    Profile("harbour_city", "港城", ("市容",), ("east",), "某条例 第二条", date(2020, 1, 1)),
    Profile("east", "东省", (), ("east",), "某条例 第二条", date(2020, 1, 1), date(2025, 12, 31)),
    Profile("market", "市场监管", ("市场",), (), "某规定 第二条", date(2021, 7, 15)),
)


@pytest.mark.parametrize("domain, province, on, packs", [
    ("市容", "east", "2025-12-31", ("harbour_city", "east")), ("市容", "east", "2026-01-01", ("harbour_city",)),
    ("市场", "east", "2025-01-01", ("east", "market")), ("市场", "west", "2025-01-01", ("market",)),
    ("市场", "west", "2021-07-14", ()), ("市容", "west", "2025-01-01", ()), ("市场", "demo", "2025-01-01", ())])
def test_field_place_and_day_decide(domain, province, on, packs):
    assert applying(ROWS, domain, province, date.fromisoformat(on), without=("demo",)) == packs


def test_the_deployments_own_province_is_meant_unless_another_is_named():
    table = Profiles("east", (), ROWS)
    assert table.of("市场", date(2025, 1, 1)) == ("east", "market")
    assert table.of("市场", date(2025, 1, 1), "west") == ("market",)
    assert Profiles().of("市场", date(2025, 1, 1)) == ()
