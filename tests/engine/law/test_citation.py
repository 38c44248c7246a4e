import pytest

from engine.law.citation import Cite, cites, numeral, plain, shortfall, statute


@pytest.mark.parametrize("number, text", [(1, "一"), (10, "十"), (11, "十一"), (17, "十七"), (20, "二十"), (45, "四十五"), (100, "一百"),
                                          (101, "一百零一"), (110, "一百一十"), (118, "一百一十八"), (1000, "一千"), (1008, "一千零八"),
                                          (1054, "一千零五十四"), (1100, "一千一百"), (1110, "一千一百一十"), (1242, "一千二百四十二")])
def test_numbers_as_statutes_count(number, text):
    assert numeral(number) == text


@pytest.mark.parametrize("signs, found", [
    ("某条例§17③", [Cite(17, (3,))]), ("某条例§12①②", [Cite(12, (1, 2))]), ("某条例§32①(1)(2)", [Cite(32, (1,), (1, 2))]),
    ("水法§66(1)", [Cite(66, (), (1,))]), ("物业管理条例§49/50/54", [Cite(49), Cite(50), Cite(54)]),
    ("某条例§5/§13②", [Cite(5), Cite(13, (2,))]), ("土地管理法§75+实施条例§55", [Cite(75), Cite(55)]), ("生态环境法典(大气分编)", [])])
def test_the_catalogues_notation_is_read(signs, found):
    assert cites(signs) == found


def test_a_cite_reads_as_it_is_printed():
    assert str(Cite(32, (1,), (1, 2))) == "第三十二条第一款第一项、第二项"
    assert plain("第 17 条第（三）款第(2)项") == "第十七条第三款第二项"
    assert statute("生态环境法典(大气分编)") == "生态环境法典" and statute("水法§66(1)") == "水法" and statute("§3") == ""


@pytest.mark.parametrize("text, signs, code", [
    ("某条例第三十二条第一款第二项", "某条例§32①(1)(2)", None), ("某条例第三十二条第一款", "某条例§32①(1)(2)", "imprecise"),
    ("某条例第三十二条", "某条例§32①(1)(2)", "imprecise"), ("某条例", "某条例§32", "imprecise"),
    ("某条例第三十三条第一款第一项", "某条例§32①(1)", "other"), ("别条例第三十二条", "某条例§32", "other"),
    # a paragraph of another article further on is not one of this
    ("某条例第十七条、第十八条第三款", "某条例§17③", "imprecise"), ("某条例第十三条第二款", "某条例§5/§13②", None),
    ("中华人民共和国水法第六十六条第（一）项", "水法§66(1)", None), ("生态环境法典第一条", "生态环境法典(大气分编)", None)])
def test_a_citation_is_measured_by_the_catalogue(text, signs, code):
    found = shortfall(text, signs)
    assert (found.code if found else None) == code
