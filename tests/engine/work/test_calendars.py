"""Calendars published while the product runs: by whom, what is refused, and that every process goes by them at once."""
from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.law.time import period
from engine.now import utc
from engine.store import clocks as clock_rows
from engine.store import people as people_store
from engine.store import tables
from engine.work import calendars, county, recount
from tests.concurrency.race import parted, race
from tests.conftest import ROOT, open_engine
from tests.course import Course, actions, actor, contents, moment
from tests.invariants import check_invariants
from tests.notices import CALENDARS, CHANGED_2027, NO_MAKE_UP_IN_MAY, NOTICE_2027

AT = moment("2026-11-25T10:00:00+08:00")


def working(engine, *days: str) -> list[bool]:
    with engine.store.read() as conn:
        calendar = engine.rules_for(conn).calendar
    return [calendar.is_working(date.fromisoformat(day)) for day in days]


def test_a_year_is_provisional_until_it_is_published(engine):
    before = calendars.get(engine, None, 2027)
    assert (before["status"], before["version"], before["versions"]) == ("provisional", 0, [])
    answer = calendars.publish(engine, actor(engine, "he_qing"), NOTICE_2027, at=AT)
    assert (answer["year"], answer["version"], answer["published"], answer["changes"]) == (2027, 1, True, len(CHANGED_2027))
    after = calendars.get(engine, None, 2027)
    assert (after["status"], after["version"], after["published_by_name"], after["published_at"]) == ("official", 1, "何晴", AT)
    assert after["holidays"][1] == {"name": "春节", "first_on": date(2027, 2, 5), "last_on": date(2027, 2, 11)}
    assert after["work"] == [date(2027, 1, 31), date(2027, 2, 20), date(2027, 5, 8), date(2027, 10, 9)]
    assert [one["year"] for one in calendars.listed(engine, None)] == [2027, 2026, 2025, 2024]
    [event] = [one for one in events(engine) if one["action"] == "calendar.published"]
    assert {k: event["data"][k] for k in ("year", "version", "digest")} == {"year": 2027, "version": 1, "digest": after["digest"]}
    assert event["person_id"] is not None and "何晴" not in str(event["data"])
    check_invariants(engine)


def events(engine) -> list[dict]:
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(select(tables.event).order_by(tables.event.c.seq)).mappings()]


def test_the_preview_tells_which_days_change_and_changes_nothing(engine):
    before = contents(engine)
    seen = calendars.preview(engine, None, NOTICE_2027)
    assert [one["date"].isoformat() for one in seen["changes"]] == CHANGED_2027
    told = {one["date"].isoformat(): (one["was"], one["now"]) for one in seen["changes"]}
    assert told["2027-01-31"] == ("周日", "调休上班") and told["2027-02-11"] == ("工作日", "放假（春节）")
    assert (seen["version"], seen["unchanged"], seen["clocks"]) == (1, False, 0)
    assert contents(engine) == before


def test_the_same_content_again_changes_nothing_and_other_content_is_the_next_version(engine):
    calendars.publish(engine, None, NOTICE_2027, at=AT)
    before = contents(engine)
    again = calendars.publish(engine, None, "\n# laid out otherwise\n" + NOTICE_2027, at=AT)
    assert (again["published"], again["version"], again["recount"]) == (False, 1, None) and contents(engine) == before
    assert calendars.preview(engine, None, NOTICE_2027)["unchanged"]
    other = calendars.publish(engine, None, NOTICE_2027.replace(", 2027-02-20]", "]"), at=AT)
    assert (other["published"], other["version"], other["changes"]) == (True, 2, 1)
    assert [one["version"] for one in calendars.get(engine, None, 2027)["versions"]] == [2, 1]
    assert working(engine, "2027-02-20", "2027-01-31") == [False, True]
    check_invariants(engine)


def test_a_year_that_came_with_a_new_release_can_be_published_as_it_is(engine):
    """Clocks counted before the release know nothing of it: publishing its file opens the recount."""
    answer = calendars.publish(engine, None, (CALENDARS / "2026.toml").read_text(encoding="utf-8"), at=AT)
    assert (answer["published"], answer["version"], answer["changes"]) == (True, 1, 0) and answer["recount"] is not None
    check_invariants(engine)


@pytest.mark.parametrize(("old", "new", "line", "reason"), [
    ('status = "official"', 'status = "provisional"', None, "只能公布正式放假安排"),
    ('year = 2027', 'year = 2027\nyear = 2028', 3, "不是有效的 TOML"),
    ('name = "清明节"', 'name = "春分"', None, "缺少：清明"),
    ('to = 2027-02-11', 'to = 2027-02-01', 11, "起止日期不合理"),
    ('to = 2027-02-11', 'to = 2027-02-11\nwage = 3', 11, "不认识的键 wage"),
    ('work = [2027-05-08]', 'work = [2027-05-07]', 22, "调休上班日不是周末"),
    ('work = [2027-05-08]', 'work = [2028-05-07]', 22, "相距过远"),
    ('work = [2027-05-08]', 'work = [2027-02-06]', None, "同一天既放假又上班"),
    ('source = "', 'sauce = "', None, "缺少 source"),
    ('source = "', f'source = "{"长" * 200}', None, "超过 200 个字")])
def test_a_faulty_notice_is_refused_whole_with_line_and_reason(engine, old, new, line, reason):
    before = contents(engine)
    for act in (lambda text: calendars.preview(engine, None, text, name="2027.toml"),
                lambda text: calendars.publish(engine, None, text, at=AT, name="2027.toml")):
        with pytest.raises(errors.RulePackInvalid) as refused:
            act(NOTICE_2027.replace(old, new, 1))
        found = [p for p in refused.value.problems if reason in p["reason"]]
        assert found and found[0]["file"] == "2027.toml" and found[0]["line"] == line, refused.value.problems
    assert contents(engine) == before and working(engine, "2027-02-11") == [True]


@pytest.mark.parametrize("text", ["", "\0", "x = [", "[[holiday]]\n" * 3, "year = 2027", "= " * 1000, "[" * 5000])
def test_what_is_no_notice_at_all_is_refused_in_words(engine, text):
    with pytest.raises(errors.RulePackInvalid):
        calendars.publish(engine, None, text, at=AT)
    assert calendars.get(engine, None, 2027)["version"] == 0


@pytest.mark.parametrize("login", ["wang_qiang", "xu_min", "gao_jun", "qian_yu", "jiang_hong"])
def test_only_a_designer_of_the_county_publishes(engine, login):
    someone = actor(engine, login)
    assert not calendars.may_publish(engine, someone)
    for act in (lambda: calendars.publish(engine, someone, NOTICE_2027, at=AT), lambda: calendars.preview(engine, someone, NOTICE_2027)):
        with pytest.raises(errors.Forbidden):
            act()
    assert calendars.get(engine, someone, 2027)["version"] == 0
    assert actions(engine)[-1] == "act.refused"
    check_invariants(engine)


def test_a_designer_of_a_town_does_not_publish(engine):
    with engine.store.act(None, AT) as act:
        person_id = people_store.account_by_login(act.conn, "wang_qiang")["person_id"]
        people_store.add(act.conn, "post", person_id=person_id, unit_id=engine.unit_by_code(act.conn, "qingxi"), duty="design")
        act.record("post.given", bearer=person_id, duty="design")
        act.done()
    with pytest.raises(errors.Forbidden):
        calendars.publish(engine, actor(engine, "wang_qiang"), NOTICE_2027, at=AT)


def test_a_year_nobody_knows_is_not_found(engine):
    with pytest.raises(errors.NotFound):
        calendars.get(engine, None, 2035)


def test_every_process_goes_by_a_new_calendar_and_a_new_setting_without_a_restart(engine, county_url):
    """Two engines over one database, as two server processes."""
    other = open_engine(county_url)
    try:
        assert working(other, "2027-02-11") == [True]
        calendars.publish(engine, None, NOTICE_2027, at=AT)
        assert working(other, "2027-02-11") == [False]
        with other.store.read() as conn:
            assert other.rules_for(conn).switches["individual_business"] != "organisation"
        county.configure(engine, at=AT, switches={"individual_business": "organisation"})
        with other.store.read() as conn:
            assert other.rules_for(conn).switches["individual_business"] == "organisation"
            assert other.local(conn)["switches"] == {"individual_business": "organisation"}
    finally:
        other.close()
    check_invariants(engine)


def test_a_view_of_one_moment_keeps_the_calendar_of_that_moment(engine, county_url):
    other = open_engine(county_url)
    with other.store.read() as conn:
        before = other.rules_for(conn)
        calendars.publish(engine, None, NOTICE_2027, at=AT)
        assert other.rules_for(conn) is before
    assert working(other, "2027-02-11") == [False]
    other.close()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_an_act_that_went_by_the_calendar_before_is_not_saved(engine):
    """What commits after a calendar was published was counted by it. SQLite has one writer at a time anyway."""
    with pytest.raises(errors.Busy, match="工作日历"), engine.store.act(None, AT) as act:
        engine.rules_for(act.conn)
        calendars.publish(engine, None, NOTICE_2027, at=AT)
        act.record("clock.started", code="decide")
        act.done()
    assert "clock.started" not in actions(engine)
    with engine.store.act(None, AT) as act:  # one that asked for no rule is none the worse for it
        calendars.publish(engine, None, NOTICE_2027.replace(", 2027-02-20]", "]"), at=AT)
        act.record("county.touched")
        act.done()
    check_invariants(engine)


def test_two_who_publish_at_once_follow_one_another(engine):
    texts = [NOTICE_2027, NOTICE_2027.replace(", 2027-02-20]", "]"), NOTICE_2027]
    done, refused = parted(race([lambda text=text: calendars.publish(engine, None, text, at=AT) for text in texts]))
    assert not refused
    versions = [one["version"] for one in done if one["published"]]
    assert sorted(versions) == list(range(1, len(versions) + 1)) and len(versions) >= 2
    with engine.store.read() as conn:
        unfinished = select(func.count()).select_from(tables.recount).where(tables.recount.c.finished_at.is_(None))
        assert conn.execute(unfinished).scalar_one() == 1
    check_invariants(engine)


def test_a_period_is_counted_by_the_published_year(engine):
    """Three working days from Wednesday 3 February 2027: the 4th, then 春节 5 to 10 (provisional), 11 and 12; by the notice 11 is off and
    the days are 4, 12 and 15."""
    def end() -> tuple[date, bool]:
        with engine.store.read() as conn:
            span = period.count(date(2027, 2, 3), 3, "working_day", engine.rules_for(conn).calendar)
        return span.nominal, span.provisional

    assert end() == (date(2027, 2, 12), True)
    calendars.publish(engine, None, NOTICE_2027, at=AT)
    assert end() == (date(2027, 2, 15), False)


def test_a_case_that_begins_after_a_correction_is_counted_by_it(engine):
    """The check of a lead of 27 April: seven working days end on 9 May, a worked Saturday; were it not worked, on Monday the 11th."""
    first = Course.begin(engine).to("verify")
    calendars.publish(engine, None, NO_MAKE_UP_IN_MAY, at=first.at)
    second = Course.begin(engine).to("verify")
    due = [clock_of(engine, course.case_id, "verify_lead").due_on for course in (first, second)]
    assert due == [date(2026, 5, 9), date(2026, 5, 11)]  # the first waits for the recount
    check_invariants(engine)


def clock_of(engine, case_id: int, code: str):
    with engine.store.read() as conn:
        return max((one for _, one in clock_rows.of_case(conn, case_id) if one.code == code), key=lambda one: one.gen)


def test_the_progress_tells_how_many_clocks_there_are(engine):
    assert calendars.progress(engine, None) is None
    Course.begin(engine).to("verify")
    calendars.publish(engine, None, NO_MAKE_UP_IN_MAY, at=AT)
    told = calendars.progress(engine, None)
    assert (told["total"], told["done"], told["changed"], told["percent"], told["finished_at"]) == (1, 0, 0, 0, None)
    assert recount.waiting(engine, at=utc())


def test_nothing_in_the_house_reads_the_calendar_past_the_published_years():
    """`engine.rules` is what processes/law/ says; what holds in the county is `engine.rules_for(conn)`."""
    sources = [path for room in ("engine", "api", "web") for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts]
    reads = {path.relative_to(ROOT).as_posix() for path in sources if re.search(r"engine(\(\))?\.rules\.calendar", path.read_text(encoding="utf-8"))}
    assert reads == set()
