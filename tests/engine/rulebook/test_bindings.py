"""How files are bound, as data, and what makes it unsound."""
import pytest


@pytest.mark.parametrize("old, new, said", [
    ('volume = "inner"\nname = "案源材料"', 'volume = "third"\nname = "案源材料"', "没有卷“third”"),
    ('takes = ["hearing_record"]', 'takes = ["hearing_recording"]', "不认识"),
    ('takes = ["hearing_record"]', 'takes = ["filing_approval"]', "排了不止一处"),
    ('takes = ["deeds"]', 'takes = []', "没有位置"),
    ('open = ["main"]', 'open = ["mine"]', "没有这样的卷"),
    ('of = "chronological"\nvolume = "main"\nname = "文书和笔录"', 'of = "by_size"\nvolume = "main"\nname = "文书和笔录"', "没有装订方式"),
])
def test_a_bad_way_of_binding_is_refused(spoil, old, new, said):
    _, found = spoil("binding.toml", old, new)
    assert any(f["file"] == "binding.toml" and said in f["reason"] for f in found), found
