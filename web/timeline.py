"""What happened in a case, told in words and grouped by day, each act with its effects below it."""
from __future__ import annotations

from itertools import groupby
from typing import Any, Iterable, Mapping

from engine.work.measures import MEASURES
from engine.work.records import KINDS
from web.words import DUTIES, local, short_day

#: event → the sentence; a name in braces is filled from the event
SENTENCES = {
    "lead.reported": "登记线索", "informant.read": "查看举报人信息", "personal.shown": "查看受保护的个人信息", "duty.taken": "{bearer}承担{duty}", "obligation.met": "程序要件完成：{code}",
    "task.opened": "转入“{task}”", "task.claimed": "认领“{task}”", "task.released": "释放“{task}”，待他人认领",
    "task.delegated": "委派“{task}”给{assignee}", "task.transferred": "转办“{task}”给{assignee}", "task.reassigned": "运行修复：“{task}”改派给{assignee}",
    "repair.proposed": "系统管理员提出运行修复", "repair.done": "复核同意，执行运行修复", "repair.refused": "复核不同意运行修复", "incident.retried": "运行修复：立即重试",
    "task.resolved": "办好受委派的“{task}”，交回{assignee}", "task.signed": "签名“{task}”，待另一名执法人员签名",
    "task.unsigned": "撤回“{task}”的签名以便更正", "task.done": "完成“{task}”", "task.cancelled": "“{task}”不再需要办理",
    "task.taken_over": "从{other}手中接手“{task}”", "task.put_back": "{other}回避，“{task}”退回待认领",
    "task.escalated": "下级单位没有人可以办理，“{task}”转入上级单位的任务池", "task.stranded": "“{task}”没有人可以办理，已报县级增补人员",
    "task.unstranded": "“{task}”有人可以办理了", "recusal.asked": "提出{subject}回避", "recusal.granted": "决定{subject}回避",
    "recusal.refused": "决定{subject}不予回避", "recusal.short": "回避后，本单位可以办理本案的持证执法人员不足两名",
    "task.drafted": "保存“{task}”的草稿", "task.commented": "发表意见", "case.commented": "发表意见",
    "case.moved": "流程改版，案件改按新版本办理", "case.handed_over": "执法权收回，案件移交接收单位继续办理", "task.repooled": "“{task}”转入接收单位，待认领",
    "case.filed": "立案，案号 {number}", "case.closed": "结案", "case.ended": "案件办理终结", "case.waited": "等待的时刻已到，流程继续",
    "clock.started": "“{clock}”期限开始计算，{due}届满", "clock.met": "“{clock}”期限内的事项已办结", "clock.cancelled": "“{clock}”期限不再计算",
    "clock.suspended": "“{clock}”期限中止计算", "clock.resumed": "“{clock}”期限恢复计算，{due}届满", "clock.extended": "“{clock}”期限延长至{due}",
    "clock.recounted": "放假安排公布，“{clock}”期限重算，{moved}", "clock.restarted": "“{clock}”期限重新起算，{due}届满",
    "clock.warned": "“{clock}”期限临近（{due}届满）", "clock.due": "“{clock}”期限届满（{due}）",
    "evidence.added": "登记证据", "evidence.voided": "作废证据", "record.added": "登记{transcript}", "record.voided": "作废笔录",
    "measure.proposed": "提请{measure}", "measure.approved": "批准{measure}", "measure.refused": "不同意{measure}", "measure.executed": "实施{measure}",
    "measure.extended": "延长{measure}的期限", "measure.resolving": "提出{measure}物品的处理意见", "measure.kept": "不同意{measure}物品的处理意见，退回重提",
    "measure.resolved": "{measure}的物品处理完毕", "paper.issued": "制作{paper}", "transfer.reported": "报告移送涉嫌犯罪案件", "transfer.approved": "批准移送涉嫌犯罪案件", "transfer.refused": "不批准移送涉嫌犯罪案件",
    "transfer.sent": "移送公安机关，取得回执", "transfer.filed": "公安机关决定立案", "transfer.returned": "公安机关不予立案，退回", "transfer.objected": "对不予立案提出异议",
    "transfer.settled": "公安机关不予立案，继续行政处理", "transfer.handed": "物品和材料移交公安机关", "paper.voided": "作废{paper}", "paper.served": "送达{paper}",
    "sheet.drawn": "评查案卷", "sheet.decided": "逐项确认案卷评查的扣分", "sheet.confirmed": "确认案卷评查结果", "incident.opened": "流程运行出现异常，系统会自动重试"}
#: what follows from an act in the same transaction stands below that act
EFFECTS = ("clock.", "paper.issued", "case.filed", "case.closed", "case.ended")
#: kept in the log, but of no use to somebody reading how the case went
QUIET = ("obligation.met", "duty.taken", "task.opened", "task.repooled", "task.drafted", "task.cancelled")


class Teller:
    """Tells the events of one case.

    Args:
        clocks: the case's clocks, for their names.
        papers: its papers, for their names.
        forms: its completed records, shown under the act that completed them.
    """

    def __init__(self, clocks: Iterable[Mapping[str, Any]], papers: Iterable[Mapping[str, Any]], forms: Iterable[Mapping[str, Any]]):
        self._clocks = {c["code"]: c["name"] for c in clocks}
        self._papers = {p["number"]: p["name"] for p in papers}
        self._forms = {f["id"]: f for f in forms}

    def words(self, event: Mapping[str, Any]) -> str:
        """One event as a sentence without its subject."""
        data = event["data"] or {}
        number = data.get("number") or ""
        return SENTENCES.get(event["action"], event["action"]).format(
            task=event.get("task_name") or "", assignee=event.get("assignee_name") or "经办人", bearer=event.get("bearer_name") or "",
            subject=event.get("subject_name") or "", other=event.get("from_name") or "原持有人",
            duty=DUTIES.get(data.get("duty"), ("", ""))[1], code=data.get("code", ""), number=number,
            measure=MEASURES.get(data.get("kind"), ""), transcript=KINDS.get(data.get("kind"), "笔录"),
            clock=self._clocks.get(data.get("code"), data.get("code", "")), due=short_day(data.get("due_on")), moved=_moved(data),
            paper=f"《{self._papers[number]}》{number}" if number in self._papers else f"文书 {number}")

    def days(self, events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Days with their moments, in the order of the events (the newest first)."""
        loud = [e for e in events if e["action"] not in QUIET]
        return [{"day": day, "moments": self._moments(list(found))} for day, found in groupby(loud, key=lambda e: local(e["at"]).date())]

    def _moments(self, events: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [m for _, found in groupby(events, key=lambda e: (e["at"], e["person_id"])) for m in self._act(list(found))]

    def _act(self, events: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        effects = [e for e in events if e["action"].startswith(EFFECTS)]
        acts = [e for e in events if e not in effects]
        if not acts:
            return [self._moment(e, []) for e in effects]
        return [self._moment(e, [self.words(x) for x in reversed(effects)] if e is acts[0] else []) for e in acts]

    def _moment(self, event: Mapping[str, Any], effects: list[str]) -> dict[str, Any]:
        record = self._forms.get(event["task_id"], {}) if event["action"] == "task.done" else {}
        who = f"{event['person_name']}（代{event['for_name']}）" if event.get("for_name") else event["person_name"] or "系统"
        others = [n for n in record.get("signer_names", ()) if n not in (who, event["person_name"])]
        return {"at": event["at"], "who": "、".join([who, *others]), "duty": (event["data"] or {}).get("duty"),
                "words": self.words(event), "text": event.get("text"), "effects": effects,
                "filled": [{"label": f["label"], "text": f["words"]} for f in record.get("fields", ())]}


def _moved(data: Mapping[str, Any]) -> str:
    """What a recount did to a period's last day."""
    old, new = data.get("old"), data.get("new")
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return ""
    if old["due_on"] != new["due_on"]:
        return f"届满日由{short_day(old['due_on'])}改为{short_day(new['due_on'])}"
    by = f"，最迟在{short_day(new['act_by'])}办结" if old["act_by"] != new["act_by"] else ""
    return f"仍于{short_day(new['due_on'])}届满{by}"
