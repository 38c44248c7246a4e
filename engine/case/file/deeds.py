"""What is written in the chain, in words: an action is `noun.verb`, and each half has a name."""
from __future__ import annotations

import json
from typing import Any, Mapping

from engine.case.access.permission import PERMISSIONS

#: noun → its name, in the order in which the audit administrator chooses among them
NOUNS = {
    "session": "登录", "access": "访问", "act": "操作", "account": "账号", "password": "密码", "second_factor": "动态口令", "identity": "统一身份",
    "token": "访问令牌", "administrator": "管理员", "setup": "首次启动", "person": "人员", "post": "岗位", "qualification": "资格", "certificate": "证件",
    "training": "培训考试", "clean_out": "证件清理", "roll": "名册", "unit": "单位", "grid": "网格", "absence": "请假", "substitution": "代理",
    "recusal": "回避", "separation": "职责分离", "repair": "运行修复", "lead": "线索", "informant": "举报人信息", "personal": "个人信息", "case": "案件",
    "task": "任务", "duty": "职责", "obligation": "程序要求", "clock": "期限", "paper": "文书", "evidence": "证据", "record": "笔录", "measure": "措施",
    "transfer": "移送", "upload": "文件", "sheet": "评查", "assessment": "评查", "incident": "异常", "definition": "流程", "calendar": "工作日历",
    "power_list": "权力清单", "power_recall": "权力收回", "setting": "设置", "policy": "安全策略", "serial": "文号", "county": "县级数据", "audit": "审计记录",
}
VERBS = {
    "opened": "开始", "ended": "结束", "refused": "被拒绝", "proved": "再次确认本人", "created": "建立", "disabled": "停用", "enabled": "启用", "locked": "锁定",
    "unlocked": "解除锁定", "reset": "重置", "changed": "更改", "bound": "绑定", "off": "解除", "codes": "更换恢复代码", "factor_cleared": "清除第二验证因素",
    "tied": "绑定", "untied": "解除绑定", "expected": "预先登记", "issued": "签发", "revoked": "撤销", "proposed": "提出", "given": "授予", "taken": "承担",
    "turned_down": "不予同意", "begun": "开始", "finished": "完成", "entered": "登记", "left": "离岗", "returned": "返岗", "added": "登记", "kept": "保存",
    "warned": "预警", "imported": "导入", "founded": "设立", "dissolved": "撤销", "assigned": "指定责任人", "relieved": "免除责任人", "made": "设定",
    "asked": "申请", "granted": "决定准许", "short": "人员不足", "settled": "复核", "done": "办结", "reported": "登记", "read": "查阅", "shown": "显示",
    "filed": "立案", "closed": "结案", "waited": "等待", "handed_over": "移交", "commented": "发表意见", "claimed": "认领", "released": "释放", "delegated": "委派",
    "transferred": "转办", "reassigned": "改派", "resolved": "交回", "signed": "签名", "unsigned": "撤回签名", "drafted": "存草稿", "cancelled": "取消",
    "repooled": "退回待认领", "escalated": "上提", "stranded": "无人可办", "unstranded": "恢复可办", "put_back": "放回", "met": "满足", "due": "届满",
    "recounted": "重算", "voided": "作废", "served": "送达", "retried": "重试", "deployed": "部署", "published": "公布", "dropped": "放弃", "confirmed": "确认",
    "set": "设定", "loaded": "导入", "searched": "检索", "exported": "导出", "verified": "校验", "received": "接收", "cleared": "检测通过", "applied": "执行",
}
#: an administrator's role is taken away, a duty is taken on
_WHOLE = {"administrator.taken": "管理员免去", "administrator.given": "管理员任命", "account.reset": "账号密码重置", "case.ended": "案件终结",
          "session.opened": "登录", "session.ended": "退出登录", "upload.opened": "文件查看", "incident.closed": "异常消除", "incident.opened": "异常发生"}


def named(action: str) -> str:
    """An action in words; the half that has no name stands as it is written."""
    noun, _, verb = action.partition(".")
    return _WHOLE.get(action) or f"{NOUNS.get(noun, noun)}{VERBS.get(verb, verb)}"


#: whose subject is an account
OF_ACCOUNTS = ("session", "account", "password", "second_factor", "token", "identity")
#: what a fact of an event is called; one without a name stands as it is written
FACTS = {
    "subject": "对象", "person": "人员编号", "bearer": "人员编号", "of_person": "查找的人员", "of_case": "查找的案件", "of_action": "查找的事项", "change": "任免编号",
    "token": "令牌编号", "role": "角色", "kind": "种类", "way": "方式", "why": "原因", "reason": "理由", "permission": "权限", "where": "位置", "scope": "授权范围",
    "sessions": "结束的登录", "ended": "结束的登录", "known": "常用设备", "expected": "预先登记", "expects": "有预先登记", "administrators": "管理员", "ok": "完整",
    "rows": "条数", "head": "链头", "fault": "问题序号", "format": "格式", "digest": "摘要", "first": "首条", "last": "末条", "since": "自", "until": "至",
    "from_on": "起日", "until_on": "止日", "on": "日期", "ends_at": "到期", "unit_id": "单位编号", "units": "单位", "people": "人员", "key": "名称", "version": "版本",
    "deployment_id": "部署编号", "code": "代码", "element": "环节", "duty": "职责", "assignee_id": "承办人编号", "owner_id": "委派人编号", "gates": "未过关口",
    "pairs": "职责组合", "rules": "规则摘要", "number": "编号", "case_id": "案件编号", "lead_id": "线索编号", "source": "来源", "informant": "有举报人", "mark": "提醒点",
    "fields": "栏目", "posts": "岗位", "accounts": "账号", "tokens": "令牌", "tasks": "任务", "grids": "网格", "proposed_by": "提出人编号",
}
_WORDS = {True: "是", False: "否", None: "无", "system": "系统管理员", "security": "安全管理员", "audit": "审计管理员", "password": "密码", "demo": "演示", "oidc": "统一身份",
          "code": "动态口令", "unknown": "没有此账号", "wrong": "密码或口令不正确", "locked": "已锁定", "left": "本人退出", "idle": "闲置超时", "changed": "权限变动",
          "disabled": "账号停用", "administrator": "管理员结束", "give": "任命", "take": "免去", "factor": "清除第二验证因素"}
#: longer values are cut on the page; the export has them whole
_LONGEST = 60


def facts(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The facts of an event in words: `{"name", "value"}` each."""
    return [{"name": FACTS.get(key, key), "value": _said(key, value)} for key, value in data.items()]


def _said(key: str, value: Any) -> str:
    if key == "permission" and value in PERMISSIONS:
        return PERMISSIONS[value].name
    if isinstance(value, bool) or value is None or (isinstance(value, str) and value in _WORDS):
        return _WORDS[value]
    if isinstance(value, dict) and len(value) == 1 and "$at" in value:
        return value["$at"][:16].replace("T", " ") + " UTC"
    if isinstance(value, dict) and len(value) == 1 and "$on" in value:
        return value["$on"]
    plain = str(value) if isinstance(value, (str, int, float)) else json.dumps(value, ensure_ascii=False)
    text = "、".join(map(str, value)) if isinstance(value, list) else plain
    if len(text) == 64 and all(c in "0123456789abcdef" for c in text):
        return text[:12] + "…"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
