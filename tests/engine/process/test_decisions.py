"""Decision tables: every hit policy we take means what DMN says it means."""
from __future__ import annotations

import pytest

from engine.errors import DefinitionInvalid, ExpressionError
from engine.process.decisions import parse
from tests.engine.process.diagrams import table

LEVELS = [(["< 1000"], ["'轻微'"]), (["[1000..5000)"], ["“一般”"]), ([">= 5000"], ["'严重'"])]


def decide(rules, data, policy="UNIQUE", inputs=("fen",), outputs=("level",), **kwargs):
    return parse(table("t", list(inputs), list(outputs), rules, policy, **kwargs)).decide(data)


@pytest.mark.parametrize(("fen", "level"), [(999, "轻微"), (1000, "一般"), (4999, "一般"), (5000, "严重")])
def test_a_unique_table_finds_the_one_row(fen, level):
    assert decide(LEVELS, {"fen": fen}) == {"level": level}


def test_two_rows_of_a_unique_table_are_an_error_naming_both():
    with pytest.raises(ExpressionError) as fault:
        decide([*LEVELS, (["-"], ["'其他'"])], {"fen": 1})
    assert "第 1、4 行" in fault.value.detail


def test_first_takes_the_first_row():
    assert decide([*LEVELS, (["-"], ["'其他'"])], {"fen": 1}, "FIRST") == {"level": "轻微"}


def test_no_row_is_an_error_unless_every_output_has_a_default():
    with pytest.raises(ExpressionError):
        decide(LEVELS[:1], {"fen": 9999})
    assert decide(LEVELS[:1], {"fen": 9999}, defaults={"level": "'其他'"}) == {"level": "其他"}


@pytest.mark.parametrize(("aggregation", "points"), [("", [3, 4]), ("SUM", 7), ("COUNT", 2), ("MIN", 3), ("MAX", 4)])
def test_collect_gathers_or_sums_all_rows(aggregation, points):
    rules = [(["> 1"], ["3"]), (["> 2"], ["4"]), (["> 100"], ["5"])]
    assert decide(rules, {"fen": 10}, "COLLECT", outputs=("points",), aggregation=aggregation) == {"points": points}


@pytest.mark.parametrize(("cell", "value", "hit"), [
    ("5", 5, True), ("5", 6, False), ("\"a\"", "a", True), ("\"a\",\"b\"", "b", True), ("“甲”，“乙”", "丙", False), ("in ['a']", "a", True),
    ("not in ['a']", "a", False), ("!= 'a'", "b", True), ("≥ 3", 3, True), ("3 < ? and ? < 9", 5, True), ("? == limit", 7, True),
    ("(3..5]", 3, False), ("]3..5]", 5, True), ("-", None, True), ("", "x", True), ("true", True, True), ("null", None, True), ("'?'", "?", True)])
def test_a_cell_tests_the_input(cell, value, hit):
    rules = [([cell], ["1"]), (["-"], ["0"])]
    assert decide(rules, {"fen": value, "limit": 7}, "FIRST", outputs=("n",)) == {"n": int(hit)}


@pytest.mark.parametrize(("rules", "data"), [
    ([(["< 5"], ["1"])], {"fen": "3"}), ([(["5"], ["1"])], {"fen": "5"}), ([(["> 1"], ["unknown"])], {"fen": 3}), ([(["-"], ["1/0"])], {"fen": 1}),
    ([(["-"], ["1"])], {})])
def test_a_cell_that_cannot_be_decided_is_an_error(rules, data):
    with pytest.raises(ExpressionError):
        decide(rules, data)


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "NONSENSE"])
def test_other_hit_policies_are_refused(policy):
    with pytest.raises(DefinitionInvalid) as refusal:
        parse(table("t", ["n"], ["m"], [(["1"], ["1"])], policy))
    assert policy in refusal.value.problems[0]["message"]


@pytest.mark.parametrize("data", [
    b"", b"<a/>", table("t", ["import os"], ["m"], [(["1"], ["1"])]), table("t", ["n"], ["m"], [(["().__class__"], ["1"])]),
    table("t", ["n"], ["m"], [(["1"], ["open('x')"])]), table("t", ["n"], ["m"], [(["1"], ["clock('x')"])]), table("t", ["n"], [""], [(["1"], ["1"])]),
    table("t", ["n"], ["m"], [(["1", "2"], ["1"])]), table("t", ["n"], ["m"], [], "UNIQUE").replace(b"decisionTable", b"literalExpression"),
    table("t", ["n"], ["m"], [(["1"], ["1"])], "UNIQUE", "SUM")])
def test_a_table_that_cannot_run_is_refused_when_read(data):
    with pytest.raises(DefinitionInvalid):
        parse(data, "t.dmn")


def test_a_table_names_what_it_reads_and_sets():
    decision = parse(table("level_of", ["fen * 2"], ["level", "双人"], [(["> limit"], ["base", "true"])]))
    assert decision.id == "level_of" and decision.names == {"fen", "limit", "base"} and decision.outputs == ("level", "双人")
