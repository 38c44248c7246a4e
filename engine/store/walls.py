"""The database's own walls, as answers for a person: each trigger says a few words, and each of them is a refusal here.

The service refuses first and says more. What reaches a wall went round the service; it is refused all the same, and noted.
"""
from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.store.statement import DriverError

FAULTS = (DBAPIError, *DriverError)
_OFFICERS = "行政处罚法第四十二条第一款"
#: words of a trigger → the refusal, what it says, the article
_SAID: dict[str, tuple[type[errors.Refusal], str, str | None]] = {
    "separated duty": (errors.DutyConflict, "同一自然人在本案已承担与此分离的职责。", None),
    "reason needed": (errors.DutyConflict, "同一自然人在本案已承担另一职责，须记明由其兼任的理由。", "行政处罚法第四十七条、第七十五条"),
    "recused person": (errors.NotEligible, "该人员已在本案回避，不得再承担本案的职责。", "行政处罚法第四十三条"),
    "recused signer": (errors.NotEligible, "签名人员中有人已在本案回避，其签名不再有效。", "行政处罚法第四十三条"),
    "administrator duty": (errors.NotEligible, "系统、安全、审计管理员不能承担案件职责。", None),
    "administrator signer": (errors.NotEligible, "系统、安全、审计管理员不能办理案件环节。", None),
    "administrator post": (errors.Forbidden, "系统、安全、审计管理员不能担任执法岗位。", None),
    "post of administrator": (errors.Forbidden, "该人员还有在任岗位，不能担任管理员。", None),
    "second administrator": (errors.Forbidden, "三员不能由同一人兼任，也不能直接改任。", None),
    "own administrator": (errors.Forbidden, "不能为自己授予管理员职责。", None),
    "officer duty": (errors.NotEligible, "执法辅助人员和网格员不能承担执法人员的职责。", _OFFICERS),
    "officer post": (errors.NotEligible, "执法辅助人员和网格员不能担任执法岗位。", _OFFICERS),
    "posts of an officer": (errors.NotEligible, "该人员还有在任的执法岗位，不能改为执法辅助人员或者网格员。", _OFFICERS),
    "certificate of an officer": (errors.NotEligible, "该人员仍持有行政执法证，收回后才能改为执法辅助人员或者网格员。", _OFFICERS),
    "officer certificate": (errors.NotEligible, "执法辅助人员和网格员不能登记行政执法证。", _OFFICERS),
    "two officers": (errors.DutyConflict, "须由两名不同的执法人员签名。", "行政处罚法第四十二条第一款"),
    "decision without review": (errors.NeedsUnmet, "未经法制审核或者审核未通过，不得作出行政处罚决定。", "行政处罚法第五十八条"),
    "closed task": (errors.TaskClosed, "这项任务已经办结或取消，不能再改。", None),
    "fixed separation": (errors.Forbidden, "法律规定的职责分离不能取消。", "行政处罚法第五十七条、第五十八条、第六十四条"),
    "weak separation": (errors.Forbidden, "法律规定的职责分离不能改为记明理由即可兼任。", "行政处罚法第五十七条、第五十八条、第六十四条"),
}


def refusal_of(error: BaseException) -> errors.Refusal | None:
    """What a wall said, as the refusal of the act that ran into it; None when something else went wrong."""
    lines = str(getattr(error, "orig", error)).strip().splitlines()
    if not isinstance(error, FAULTS) or not lines or lines[0].strip() not in _SAID:
        return None
    kind, detail, article = _SAID[lines[0].strip()]
    return kind(detail, article=article)
