"""Holiday notices for tests. The shipped 2024 to 2026 are real; these are INVENTED and say so in their source."""
from __future__ import annotations

from tests.conftest import ROOT

CALENDARS = ROOT / "processes" / "law" / "calendars"

#: an invented official 2027: against the statutory days alone, 11 February, 5 May, 6 and 7 October are off as well, and the weekend
#: days 31 January, 20 February, 8 May and 9 October are worked
NOTICE_2027 = """# INVENTED: no official notice for 2027 has been read.
year = 2027
status = "official"
source = "（测试虚构，非正式文件）关于2027年部分节假日安排的通知"

[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03

[[holiday]]
name = "春节"
from = 2027-02-05
to = 2027-02-11
work = [2027-01-31, 2027-02-20]

[[holiday]]
name = "清明节"
from = 2027-04-03
to = 2027-04-05

[[holiday]]
name = "劳动节"
from = 2027-05-01
to = 2027-05-05
work = [2027-05-08]

[[holiday]]
name = "端午节"
from = 2027-06-09
to = 2027-06-09

[[holiday]]
name = "中秋节"
from = 2027-09-15
to = 2027-09-15

[[holiday]]
name = "国庆节"
from = 2027-10-01
to = 2027-10-07
work = [2027-10-09]
"""
#: the days whose work differs from the provisional 2027
CHANGED_2027 = ["2027-01-31", "2027-02-11", "2027-02-20", "2027-05-05", "2027-05-08", "2027-10-06", "2027-10-07", "2027-10-09"]


def changed(year: int, *changes: tuple[str, str]) -> str:
    """A shipped year with something else in it, marked as invented."""
    text = (CALENDARS / f"{year}.toml").read_text(encoding="utf-8")
    for old, new in (('source = "', 'source = "（测试虚构，非正式文件）'), *changes):
        assert old in text
        text = text.replace(old, new)
    return text


#: an invented correction of 2026: the Saturday of 9 May is not worked after all
NO_MAKE_UP_IN_MAY = changed(2026, ("work = [2026-05-09]\n", ""))
