"""Only elements this engine executes as drawn.

Measured on SpiffWorkflow 3.2: a service task stays started for ever, an ad-hoc sub-process raises KeyError, data
associations fail or do nothing, and extension elements of other engines (scripts among them) are silently skipped.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.process.bpmn import BPMN, E
from engine.process.checks.model import Model, Problem
from engine.process.vendors import product_of

RULE = "allowed_elements"

ALLOWED = frozenset("""
definitions process collaboration participant laneSet lane flowNodeRef childLaneSet documentation extensionElements
sequenceFlow conditionExpression incoming outgoing text textAnnotation association group category categoryValue
startEvent endEvent boundaryEvent intermediateCatchEvent intermediateThrowEvent userTask scriptTask script
businessRuleTask sendTask receiveTask callActivity subProcess exclusiveGateway inclusiveGateway parallelGateway
eventBasedGateway messageEventDefinition timerEventDefinition conditionalEventDefinition errorEventDefinition
escalationEventDefinition signalEventDefinition terminateEventDefinition timeDate timeDuration timeCycle condition
message signal error escalation messageFlow multiInstanceLoopCharacteristics standardLoopCharacteristics loopCardinality
loopCondition completionCondition loopDataInputRef inputDataItem correlationProperty correlationKey
correlationPropertyRef correlationPropertyRetrievalExpression messagePath formalExpression
""".split())
NAMES = {
    "complexGateway": "复杂网关", "adHocSubProcess": "自由子流程", "transaction": "事务子流程", "serviceTask": "服务任务",
    "compensateEventDefinition": "补偿事件", "linkEventDefinition": "链接事件", "cancelEventDefinition": "取消事件",
    "task": "未指定类型的任务", "manualTask": "手工任务", "dataInputAssociation": "数据关联", "ioSpecification": "数据输入输出",
    "dataOutputAssociation": "数据关联", "dataObject": "数据对象", "dataObjectReference": "数据对象", "dataStore": "数据存储",
    "itemDefinition": "数据类型", "property": "流程变量", "relationship": "外部关系", "import": "外部引用", "interface": "服务接口", "resource": "资源",
    "performer": "办理人设定", "potentialOwner": "办理人设定", "humanPerformer": "办理人设定", "resourceRole": "办理人设定",
    "dataStoreReference": "数据存储", "loopDataOutputRef": "多人办理的结果列表", "outputDataItem": "多人办理的结果项",
}
INSTEAD = {
    "task": "请改为用户任务", "manualTask": "请改为用户任务", "complexGateway": "请改用排他、包容或并行网关",
    "transaction": "请改用普通子流程加边界事件", "compensateEventDefinition": "请画成明确的退回流向",
    "linkEventDefinition": "请直接用连线", "serviceTask": "请改为用户任务或决策任务", "adHocSubProcess": "请改用普通子流程",
    **dict.fromkeys(("performer", "potentialOwner", "humanPerformer", "resourceRole", "resource"), "办理人由“职责”和单位决定，请删去"),
    **dict.fromkeys(("itemDefinition", "property", "ioSpecification", "dataInputAssociation", "dataOutputAssociation"), "这里的数据是表单填写的案件事实，请删去"),
    **dict.fromkeys(("relationship", "import", "interface"), "这里不使用，请删去"),
    "loopDataOutputRef": "请把结果写入表单字段", "outputDataItem": "请把结果写入表单字段",
}
DRAWING = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC",
           "http://www.omg.org/spec/DD/20100524/DI", "http://bpmn.io/schema/bpmn/biocolor/1.0",
           "http://www.omg.org/spec/BPMN/non-normative/color/1.0")

_FINE = frozenset(f"{{{BPMN}}}{name}" for name in ALLOWED)
_DRAWN = tuple(f"{{{space}}}" for space in (E, *DRAWING))


def check(model: Model) -> Iterator[Problem]:
    """Every element outside the allow-list, told of the step it stands at; what is inside one is not told again."""
    told: set[Any] = set()
    extended: dict[tuple[str | None, str, str], dict[str, None]] = {}
    for node in model.root.iter():
        if node.tag in _FINE or node.tag.startswith(_DRAWN):
            continue
        above = node.getparent()
        if above in told:
            told.add(node)
            continue
        told.add(node)
        tag = etree.QName(node)
        owner, where = _owner(node)
        if tag.namespace == BPMN:
            name = NAMES.get(tag.localname, tag.localname)
            todo = INSTEAD.get(tag.localname, "请删除或改画")
            yield Problem(RULE, owner, "error", f"{where} 使用了不支持的{name}，{todo}")
        else:
            extended.setdefault((owner, where, product_of(tag.namespace or "")), {})[tag.localname] = None
    for (owner, where, product), names in extended.items():
        yield Problem(RULE, owner, "error", f"{where} 带有{f' {product} ' if product else '其他工具'}的扩展 {'、'.join(list(names)[:6])}：不会被执行，留着它不能部署，请删去")


def _owner(node: Any) -> tuple[str | None, str]:
    """Id and name of the step, flow or process that something belongs to; a BPMN element with an id stands for itself."""
    while etree.QName(node).namespace != BPMN or node.get("id") is None or etree.QName(node).localname == "definitions":
        node = node.getparent()
        if node is None:
            return None, "整个文件"
    identity, name = node.get("id"), node.get("name")
    return identity, f"「{name}」（{identity}）" if name else f"「{identity}」"
