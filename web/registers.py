"""The registers of a case as forms: evidence, records, things held, and the gates of an act."""
from __future__ import annotations

from typing import Any, Iterable, Mapping

from flask import request

from api.auth import current_actor
from api.current import at, engine
from engine.work import evidence, findings, measures, papers, records, transfers
from web import forms, page, uploads

YES, NO = "yes", "no"
AGREE = {"type": "radio", "key": "agree", "label": "意见", "values": [{"value": YES, "label": "同意"}, {"value": NO, "label": "不同意"}], "validate": {"required": True}}
#: rows of the list of things in an empty form, and how many one press adds
ROWS, MORE = 3, 3
#: where a case stands → the act whose gates it meets next
NEXT = {"collect": "file", "dispatch": "file", "verify": "file", "investigate": "notice", "notice": "submit_review", "review": "submit_review",
        "decide": "decide", "serve": "serve", "execute": "close", "close": "close"}


def _part(kind: str, key: str, label: str, *, required: bool = True, most: int | None = None, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": label, "validate": {"required": required, **({"maxLength": most} if most else {})}, **more}


def _of(table: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": code, "label": name} for code, name in table.items()]


def _moment(key: str, label: str, **more: Any) -> dict[str, Any]:
    return _part("datetime", key, label, properties={"kind": "moment"}, **more)


def _officers(people: Iterable[Mapping[str, Any]], label: str = "执法人员", hint: str = "两人以上") -> dict[str, Any]:
    return _part("checklist", "officers", label, values=[{"value": str(p["id"]), "label": p["name"]} for p in people], description=hint)


def evidence_form(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is entered of a piece of evidence."""
    by_device = {"conditional": {"hide": '=source != "device"'}}
    return {"components": [
        _part("select", "kind", "证据种类", values=_of(evidence.EVIDENCE_KINDS)), _part("textfield", "name", "名称", most=200),
        _part("textarea", "proves", "证明什么事实", most=500), _part("select", "source", "来源", values=_of(evidence.SOURCES)),
        *(_part("textfield", f"monitoring_{key}", label, required=False, most=200, **by_device) for key, label in evidence.MONITORING.items()),
        _moment("obtained_at", "取得时间"), _officers(people, "取证人员", "勘验笔录、现场笔录须两人以上")]}


def record_form(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is entered of a record."""
    refused = {"conditional": {"hide": '=signed != "refused"'}}
    return {"components": [
        _part("radio", "kind", "笔录种类", values=_of(records.KINDS)), _moment("began_at", "开始时间"), _moment("ended_at", "结束时间"), _officers(people),
        _part("textfield", "person", "被询问人或者被检查人", most=100),
        _part("checkbox", "certificate_shown", "已主动出示执法证件", required=False), _part("checkbox", "rights_told", "已告知权利义务", required=False),
        _part("radio", "signed", "当事人签名", values=_of({code or "none": name for code, name in records.SIGNED.items()})),
        _part("textfield", "witness", "见证人", required=False, most=100, **refused), _part("textarea", "note", "内容摘要", required=False, most=2000)]}


def measure_form(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is entered of a measure; its things stand below, row by row."""
    return {"components": [
        _part("radio", "kind", "措施", values=_of(measures.MEASURES)),
        _part("radio", "how", "办理方式", values=[{"value": "approval", "label": "提请负责人批准后实施"}, {"value": "emergency", "label": "情况紧急，已当场实施"}],
              description="已当场实施的，应当在二十四小时内补办批准（行政强制法第十九条）"),
        _moment("executed_at", "实施时间", conditional={"hide": '=how != "emergency"'}), _part("textarea", "reason", "理由", most=1000),
        _part("textfield", "basis", "法律、法规依据", most=200, description="写明法规名称和条款"), _part("textfield", "place", "地点", required=False, most=200),
        _officers(people, hint="两人以上，包括您本人")]}


def act_form(what: str, kind: str, people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is asked for an act on a measure."""
    return {"components": {
        "approve": lambda: [AGREE, _part("textarea", "opinion", "理由", most=500)],
        "confirm": lambda: [AGREE, _part("textarea", "opinion", "理由", most=500)],
        "execute": lambda: [_moment("executed_at", "实施时间"), _officers(people, hint="两人以上，包括您本人")],
        "extend": lambda: [_part("textarea", "reason", "延长的理由", most=500, description="写入延期决定书，告知当事人"),
                           _part("number", "days", "延长天数", required=False, description="不填则为规定的最长天数")],
        "resolve": lambda: [_part("select", "resolution", "如何处理", values=_of(measures.RESOLUTIONS[kind])), _part("textarea", "note", "理由和情况", most=1000),
                            _officers(people, hint="两人以上，包括您本人")]}[what]()}


def service_form(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is entered of the service of a paper."""
    return {"components": [
        _part("datetime", "on", "送达日期", subtype="date"), _part("select", "mode", "送达方式", values=_of(papers.SERVICE_MODES)),
        _part("textfield", "receiver", "签收人", required=False, most=100, description="代收的，写明与受送达人的关系"),
        _part("checkbox", "consented", "当事人已签订电子送达确认书", required=False, conditional={"hide": '=mode != "electronic"'}),
        _part("textarea", "note", "送达情况", required=False, most=500, description="留置、邮寄、公告、委托送达的，写明见证人、凭证号或者起止日期"),
        _officers(people, "送达人", "包括您本人；按回证格式由两人送达")]}


def report_form(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is entered of a report that a case is to go to the police; its things stand below, row by row."""
    return {"components": [
        _part("textfield", "charge", "涉嫌的罪名", most=100), _part("textfield", "recipient", "受移送的公安机关", most=100, description="同级公安机关的全称"),
        _part("textarea", "summary", "核实的案件情况", most=3000), _part("textarea", "basis", "追诉标准和达到的理由", most=300),
        _part("number", "value_fen", "涉案价值", required=False, properties={"kind": "money"}, description="没有认定的不填"),
        _part("checkbox", "forbidden", "在禁采区、禁采期等从严的地点或者时间实施", required=False),
        _part("textarea", "appraisals", "所附检验报告、鉴定结论", required=False, most=500, description="已登记为证据的鉴定意见自动列入"),
        _officers(people, "专案组执法人员", "两人以上，包括您本人")]}


def transfer_form(what: str, people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is asked for an act on a transfer."""
    return {"components": {
        "decide": lambda: [AGREE, _part("radio", "capacity", "以何身份决定", values=_of(transfers.CAPACITIES)),
                           _part("textarea", "opinion", "意见和理由", most=500, description="不批准的，理由记录在案")],
        "send": lambda: [_moment("sent_at", "送达公安机关的时间"), _part("textfield", "receiver", "签收的单位和人员", most=100),
                         _part("textfield", "receipt", "回执情况", most=200)],
        "answer": lambda: [_part("radio", "outcome", "公安机关的决定", values=_of(transfers.ANSWERS)), _part("datetime", "on", "收到通知的日期", subtype="date"),
                           _part("textfield", "document", "通知书", most=100)],
        "respond": lambda: [_part("radio", "to", "如何处理", values=_of(transfers.OBJECTIONS)), _part("textarea", "opinion", "理由", most=500)],
        "hand_over": lambda: [_part("datetime", "on", "移交日期", subtype="date"), _part("textarea", "note", "移交的物品、材料和接收人", most=1000),
                              _officers(people, hint="两人以上，包括您本人")]}[what]()}


def transfer_tab(case_id: int) -> dict[str, Any]:
    """What the tab of the transfer to the police shows."""
    who = current_actor()
    found = transfers.of_case(engine(), who, case_id, at=at())
    acts = {(t["id"], what): forms.fields(transfer_form(what, found["officers"]), {"officers": [one["id"] for one in t["officers"]]}, place=f"t{t['id']}-{what}-")
            for t in found["items"] for what in t["can"]}
    return {"sent": found, "acts": acts, "opened": "", "things": [{}] * ROWS,
            "entry": forms.fields(report_form(found["officers"]), {"officers": [who.person_id]}, place="transfer-")}


def given(sent: forms.Sent) -> dict[str, Any]:
    """A posted form as the register takes it."""
    data = dict(sent.data)
    if "officers" in data:
        data["officers"] = [int(one) for one in data["officers"] if one.isascii() and one.isdigit() and len(one) < 10]
    monitoring = {key.removeprefix("monitoring_"): data.pop(key) for key in list(data) if key.startswith("monitoring_")}
    if monitoring:
        data["monitoring"] = monitoring
    if "signed" in data:
        data["signed"] = data["signed"].replace("none", "")
    return data | ({"agree": data["agree"] == YES} if "agree" in data else {})


def things(posted) -> list[dict[str, Any]]:
    """The rows of the list of things as typed; rows left empty count for nothing when they are sent."""
    rows = zip(posted.getlist("thing_name"), posted.getlist("thing_quantity"))
    return [{"name": name.strip(), "quantity": quantity.strip(), "linked": str(n) not in posted.getlist("thing_unlinked"),
             "necessity": str(n) in posted.getlist("thing_necessity"), "third_party": str(n) in posted.getlist("thing_third_party")}
            for n, (name, quantity) in enumerate(rows)]


def evidence_tab(case_id: int) -> dict[str, Any]:
    """What the tab of evidence and records shows."""
    who, now = current_actor(), at()
    found, written = evidence.of_case(engine(), who, case_id, at=now), records.of_case(engine(), who, case_id, at=now)
    return {"register": found, "transcripts": written, "opened": "", "monitoring_names": evidence.MONITORING, "handed_in": uploads.shown(case_id),
            "entry": forms.fields(evidence_form(found["officers"]), {"officers": [who.person_id]}, place="evidence-"),
            "transcript": forms.fields(record_form(found["officers"]), {"officers": [who.person_id]}, place="transcript-")}


def measures_tab(case_id: int) -> dict[str, Any]:
    """What the tab of things held shows."""
    who = current_actor()
    held = measures.of_case(engine(), who, case_id, at=at())
    acts = {(m["id"], what): forms.fields(act_form(what, m["kind"], held["officers"]), {"officers": [one["id"] for one in m["officers"]]},
                                          place=f"m{m['id']}-{what}-") for m in held["items"] for what in m["can"]}
    return {"held": held, "acts": acts, "opened": "", "things": [{}] * ROWS, "things_wrong": [],
            "entry": forms.fields(measure_form(held["officers"]), {"how": "approval", "officers": [who.person_id]}, place="measure-")}


def papers_tab(case_id: int) -> dict[str, Any]:
    """What the tab of the papers shows, the newest first."""
    who = current_actor()
    found = papers.of_case(engine(), who, case_id, at=at())
    serve = {p["id"]: forms.fields(service_form(found["officers"]), {"officers": [who.person_id], "mode": "direct"}, place=f"p{p['id']}-")
             for p in found["items"] if "serve" in p["can"]}
    return {"papers": found["items"][::-1], "serve": serve, "opened": ""}


def gates_tab(case_id: int, stage: str) -> dict[str, Any]:
    """What the tab of the gates shows, for the act that comes next or the one asked for."""
    known = [one["act"] for one in findings.acts(engine()) if one["act"] not in ("report",)]
    wanted = page.one_of("act", known) or (NEXT.get(stage) if NEXT.get(stage) in known else findings.DECIDE)
    return {"asked": findings.of_case(engine(), current_actor(), case_id, wanted, at=at()),
            "acts": [one for one in findings.acts(engine()) if one["act"] in known]}


def posted_rows() -> list[dict[str, Any]]:
    """The list of things to be shown again, three rows longer when more were asked for."""
    typed = things(request.form)
    return typed + [{}] * (MORE if "more" in request.form else max(0, ROWS - len(typed)))
