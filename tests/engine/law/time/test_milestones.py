from dataclasses import replace
from datetime import date

from engine.law.time import clock as clocks
from engine.law.time.milestones import decided_at, judged_on, last_day, on_the_spot, remedies, served_on
from tests.engine.law.gates.sound import day, moment, sound


def test_the_decision_is_the_obligation_met_or_the_paper(rules):
    assert decided_at(sound(rules)) == moment("05-14 15:00")
    assert decided_at(sound(rules, without=("decision",))) == moment("05-14 15:00")
    assert decided_at(sound(rules, without=("decision",), dossier={"papers": ()})) is None


def test_before_the_decision_today_counts(rules):
    assert judged_on(sound(rules)) == date(2026, 5, 14)
    assert judged_on(sound(rules, without=("decision",), dossier={"papers": ()}, on=day("05-12"))) == date(2026, 5, 12)


def test_the_service_is_on_the_form_or_in_the_file(rules):
    assert served_on(sound(rules)) == served_on(sound(rules, without=("decision_served_on",))) == date(2026, 5, 14)
    assert served_on(sound(rules, without=("decision_served_on",), dossier={"services": ()})) is None


def test_a_filed_case_is_not_in_the_summary_procedure(rules):
    assert on_the_spot(sound(rules, "on_spot")) and not on_the_spot(sound(rules))
    assert not on_the_spot(sound(rules, data={"procedure": "summary"}))


def test_the_cases_own_clock_counts_before_the_bare_rule(rules):
    clock = clocks.start(rules.clocks["pay"], day("05-14"), rules.calendar)
    longer = replace(clock, due_on=day("06-30"))
    assert last_day(sound(rules), "pay", day("05-14")) == date(2026, 5, 29)
    assert last_day(sound(rules, clocks={"pay": longer}), "pay", day("05-14")) == date(2026, 6, 30)
    assert last_day(sound(rules, clocks={"pay": longer}), "pay", day("03-20")) == date(2026, 4, 7)
    assert last_day(sound(rules, clocks={"pay": clocks.cancel(longer)}), "pay", day("05-14")) == date(2026, 5, 29)


def test_the_remedies_run_from_the_service(rules):
    ends = {c.code: c.due_on for c in remedies(sound(rules, without=("reconsider", "sue")))}
    assert ends == {"reconsider": date(2026, 7, 13), "sue": date(2026, 11, 16)}     # 14 November is a Saturday
    assert remedies(sound(rules, without=("reconsider", "sue", "decision_served_on"), dossier={"services": ()})) == []
