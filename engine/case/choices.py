"""What codes of the drawings are called that no rule pack names."""
from __future__ import annotations

#: act code of gates.toml → what people call it
ACTS = {"file": "立案", "on_spot_decision": "当场处罚", "measure": "登记保存、查封、扣押", "notice": "事先告知", "hearing": "听证", "submit_review": "送法制审核", "collective": "集体讨论",
        "decide": "作出决定", "no_penalty": "不予处罚", "serve": "送达决定", "publish": "公开决定", "collect": "登记缴款", "demolish": "强制拆除", "court": "申请法院强制执行",
        "transfer": "移送涉嫌犯罪", "close": "结案", "archive": "归档", "dossier": "案卷评查", "report": "统计指标"}
#: the loop's stages in order
STAGES = {
    "collect": "采集", "dispatch": "分派", "verify": "核查", "investigate": "调查", "notice": "告知", "review": "审核",
    "decide": "决定", "serve": "送达", "execute": "执行", "close": "结案", "feedback": "反馈", "supervise": "监督"}
#: at whose desk a task lies
UNITS = {"town": "承办单位", "county": "上级（县级）单位"}
#: what an expression may call → what it gives
FUNCTIONS = {
    "has": "has(\"名称\")：这一项是否已填写", "clock": "clock(\"期限代码\")：等到这个期限届满，只用于定时", "len": "len(x)：文字的长度或者列表的个数", "abs": "abs(x)：绝对值",
    "round": "round(x, 位数)：四舍五入", "min": "min(a, b)：最小的", "max": "max(a, b)：最大的", "sum": "sum(列表)：合计", "any": "any(列表)：有一项为真",
    "all": "all(列表)：全部为真", "count": "count(列表, 值)：等于该值的个数", "str": "str(x)：转为文字", "int": "int(x)：转为整数"}
