from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates import run
from engine.law.gates.c70_no_fine_targets import check
from engine.law.metric import Metric


def asked(sound, metric):
    """A report asked for: no case, only the definition of the figure."""
    return replace(sound(), data={"metric": metric}, dossier=Dossier(), met={}, clocks={}, duties=(), item=None, power=None)


@pytest.mark.parametrize("metric", [
    Metric("人均罚款", ("penalty_fen",), ("officer",)),
    Metric("承办人罚没贡献", ("paid_fen", "cases"), ("handler",), "statistics"),
    Metric("中队罚没排名", ("penalty_fen",), ("team",), "ranking"),
    Metric("单位年度罚款任务完成率", ("collected_fen",), ("unit",), "target"),
    Metric("单位罚款合计", ("penalty_fen",), ("unit",)),
    {"name": "没收款奖励", "sums": "confiscated_fen", "group": ["agency"], "purpose": "bonus"},
])
def test_fines_are_not_counted_for_those_who_impose_them(sound, only, metric):
    found = only("report", asked(sound, metric), "C-70")
    assert "挂钩" in found.message and found.article == "行政处罚法第七十四条第三款" and found.severity == "blocks"


@pytest.mark.parametrize("metric", [
    Metric("国库对账", ("paid_fen",), ("unit",), "treasury"),
    Metric("年报", ("penalty_fen",), ("agency",), "statistics"),
    Metric("各事项平均罚款", ("penalty_fen",), ("item",), "appraisal"),
    Metric("人均办案数", ("cases",), ("officer",), "appraisal"),
    Metric("当场收缴待交", ("cash_fen",), ("officer",), "treasury"),
    {"name": "全县罚款", "sums": ["penalty_fen"], "purpose": "statistics"},
    {"name": "空"},
])
def test_other_figures_may_be_made(sound, metric):
    assert run("report", asked(sound, metric)) == []


def test_a_case_is_no_report(sound):
    assert check(sound()) is None
