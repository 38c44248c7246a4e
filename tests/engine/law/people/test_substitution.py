from dataclasses import replace
from datetime import datetime, timedelta, timezone

from engine.law.people.substitution import Substitution, clash

NOON = datetime(2026, 3, 9, 4, tzinfo=timezone.utc)
DAY = timedelta(days=1)
ONE = Substitution(1, person_id=1, deputy_id=2, unit_id=7, duty="handle", from_at=NOON, until_at=NOON + 3 * DAY)


def test_it_holds_from_its_first_instant_to_before_its_last():
    assert ONE.holds_at(NOON) and ONE.holds_at(NOON + 3 * DAY - timedelta(seconds=1))
    assert not ONE.holds_at(NOON - timedelta(seconds=1)) and not ONE.holds_at(NOON + 3 * DAY)
    assert not replace(ONE, ended_at=NOON + DAY).holds_at(NOON + DAY)


def test_nobody_has_two_substitutes_for_one_post_at_once():
    assert "已经有人代理" in clash(replace(ONE, id=2, deputy_id=3, from_at=NOON + DAY), [ONE])
    assert clash(replace(ONE, id=2, deputy_id=3, from_at=NOON + 3 * DAY, until_at=NOON + 4 * DAY), [ONE]) is None
    assert clash(replace(ONE, id=2, deputy_id=3, from_at=NOON + DAY), [replace(ONE, ended_at=NOON + DAY)]) is None


def test_there_is_no_substitute_of_a_substitute():
    assert "不能再转由他人代理" in clash(replace(ONE, id=2, person_id=2, deputy_id=3), [ONE])
    assert "不能再代理他人" in clash(replace(ONE, id=2, person_id=3, deputy_id=1), [ONE])


def test_another_duty_or_unit_is_another_matter():
    assert clash(replace(ONE, id=2, person_id=2, deputy_id=3, duty="serve"), [ONE]) is None
    assert clash(replace(ONE, id=2, deputy_id=3, unit_id=8), [ONE]) is None
