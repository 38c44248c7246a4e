"""What a new process begins with."""
from __future__ import annotations

from engine import errors
from engine.process.bundle import KEY

_EMPTY = '''<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
                  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:e="urn:bihuan:enforcement:1" id="{key}_definitions"
                  targetNamespace="urn:bihuan:process">
  <bpmn:process id="{key}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="start" name="开始"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{key}_diagram">
    <bpmndi:BPMNPlane id="{key}_plane" bpmnElement="{key}">
      <bpmndi:BPMNShape id="start_shape" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36"/></bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
'''


def begun(key: str, name: str, diagram: bytes | None = None) -> dict[str, bytes]:
    """The files a new process begins with.

    Args:
        diagram: drawn with another tool; default one start event.
    Raises:
        errors.BadInput: no key of a process.
    """
    if not KEY.fullmatch(key):
        raise errors.BadInput("流程编号应为小写字母开头的字母、数字、下划线。")
    plain = name.replace("\\", "").replace('"', "").replace("\n", " ").strip()
    drawn = _EMPTY.format(key=key, name=plain.replace("&", "&amp;").replace("<", "&lt;")).encode() if diagram is None else diagram
    return {"process.toml": f'key = "{key}"\nname = "{plain}"\nroot = false\norder = 9\n'.encode(), f"{key}.bpmn": drawn}
