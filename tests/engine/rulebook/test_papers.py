"""The kinds of paper, their numbers and remedy texts, and what makes their file unsound."""
import pytest

FILE = "papers.toml"


@pytest.mark.parametrize("old, new, said", [
    ("互联网渠道（{online}）", "互联网渠道", "须且只须含 {online}"),
    ("互联网渠道（{online}）", "互联网渠道（{online}、{court}）", "须且只须含 {online}"),
    ("online = ", "on_line = ", "缺少救济告知 online"),
    ("向{court}提起诉讼；期满", "向{courts}提起诉讼；期满", "救济告知只能含"),
    ("向{court}提起诉讼；期满", "向{court提起诉讼；期满", "不能解析"),
    ("（行政复议法第二十条，土地管理法第八十三条）", "", "没有写明条文"),
    ("第{serial}号", "第{number}号", "各一次"),
])
def test_a_bad_text_is_refused(spoil, old, new, said):
    _, found = spoil(FILE, old, new)
    assert any(f["file"] == FILE and said in f["reason"] for f in found), found


def test_the_online_sentence_is_no_remedy_by_itself(spoil):
    line, found = spoil(FILE, 'remedy = "land"', 'remedy = "online"')
    mine = [f for f in found if "remedy 不认识" in f["reason"]]
    assert mine and abs(mine[0]["line"] - line) < 6
