from dataclasses import replace
from datetime import date

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.c52_articles_exact import check
from tests.engine.law.gates.sound_print import reprinted

RULE = "浙江省城市市容和环境卫生管理条例"


def cited(sound, **says):
    return sound(dossier=reprinted(sound(), "penalty_decision", says=says))


@pytest.mark.parametrize("variant", ["fine", "on_spot", "hearing"])
def test_articles_down_to_the_paragraph_pass(sound, variant):
    assert check(sound(variant)) is None


@pytest.mark.parametrize("text", [f"{RULE}第17条第3款", f"《{RULE}》第十七条 第三款", f"{RULE}第十七条第（三）款"])
def test_the_same_article_may_be_written_otherwise(sound, text):
    assert check(cited(sound, penalty_article=text)) is None


@pytest.mark.parametrize("says, code, said", [
    ({"penalty_article": RULE}, "imprecise", "没有写明第几条"),
    ({"penalty_article": f"{RULE}第十七条"}, "imprecise", "没有具体到款（第三款）"),
    ({"penalty_article": f"{RULE}第十七条第一款"}, "imprecise", "第三款"),
    ({"violated_article": f"{RULE}第十八条第一款"}, "other", "第十七条第一款"),
    ({"penalty_article": "第十七条第三款"}, "other", f"没有引用事项目录所列的{RULE}"),
])
def test_a_loose_or_wrong_citation_is_found(sound, only, says, code, said):
    found = only("dossier", cited(sound, **says), "C-52")
    assert said in found.message and [d.code for d in found.defects] == [code]


def test_an_item_of_an_article_is_asked_for(sound, rules):
    # 水法§66(1): the first item of article sixty-six.
    item = rules.items["SL-003"]
    facts = replace(cited(sound, violated_article="水法第三十七条", penalty_article="水法第六十六条"), item=item)
    assert "没有具体到项（第一项）" in check(facts).message
    assert check(replace(cited(sound, violated_article="水法第三十七条", penalty_article="水法第六十六条第一项"), item=item)) is None


@pytest.fixture
def burning(sound, rules):
    """Straw burnt on a day: 大气污染防治法 until 2026-08-14, 生态环境法典 from 2026-08-15 (DOMAIN §10.1)."""
    def build(act_on, decided_on, text):
        facts = cited(sound, penalty_article=text)
        papers = tuple(replace(p, issued_at=p.issued_at.replace(month=decided_on.month, day=decided_on.day))
                       if p.kind == "penalty_decision" else p for p in facts.dossier.papers)
        facts = replace(facts, item=rules.items["ST-004"], dossier=replace(facts.dossier, papers=papers), on=decided_on,
                        data={**facts.data, "act_on": act_on.isoformat()}, met={})
        found = check(facts)
        return [d.code for d in found.defects if "处罚依据" in d.message] if found else []
    return build


OLD, NEW = "大气污染防治法第一百一十九条第一款", "生态环境法典第一千一百三十一条第一款"


def test_the_law_at_the_act_and_the_law_at_the_decision_may_both_be_cited(burning):
    assert burning(date(2026, 5, 11), date(2026, 8, 25), OLD) == []
    assert burning(date(2026, 5, 11), date(2026, 8, 25), NEW) == []


def test_a_repealed_statute_cannot_be_cited_for_a_later_act(burning):
    assert burning(date(2026, 10, 16), date(2026, 11, 6), OLD) == ["not_in_force"]


def test_a_statute_not_yet_in_force_cannot_be_cited(burning):
    assert burning(date(2026, 5, 11), date(2026, 6, 11), NEW) == ["not_in_force"]


def test_the_forms_are_read_while_there_is_no_decision(sound):
    facts = replace(sound(data={"penalty_article": f"{RULE}第十七条"}), dossier=Dossier())
    assert "处罚意见" in check(facts).message


def test_silent_without_an_item_a_citation_or_a_penalty(sound):
    assert check(replace(sound(), item=None)) is None
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
    assert check(sound(data={"conclusion": "no_penalty"})) is None
