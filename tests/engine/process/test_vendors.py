"""Files of other tools: what of them will not run is told of the step it stands at, with the product, in Chinese."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.process import checks, foreign
from engine.process.bpmn import safe_root

FOLDER = Path(__file__).resolve().parents[2] / "vendors"
#: file → the product as it is told, and what is told of the file
SAID = {
    "camunda7": ("Camunda 7", "「核查」（check） 带有 Camunda 7 的扩展 taskListener、inputOutput"), "camunda8": ("Camunda 8", "「通知」（notify） 带有 Camunda 8 的扩展 taskDefinition、taskHeaders"),
    "operaton": ("Operaton", "「核查」带有 Operaton 的属性 candidateGroups"), "flowable": ("Flowable", "「核查」（check） 带有 Flowable 的扩展 formProperty、taskListener"),
    "activiti": ("Activiti", "请在“表单”里选择"), "kogito": ("jBPM", "「审批」（approval） 带有 jBPM 的扩展 import"), "bonita": ("Bonita", "「actor」 使用了不支持的办理人设定"),
    "signavio": ("Signavio", "「办公室」（sid-P1） 带有 Signavio 的扩展 signavioMetaData"), "bizagi": ("Bizagi", "「核查」（Id_t） 带有 Bizagi 的扩展 BizagiExtensions"),
    "adonis": ("ADONIS", "「核查」（obj.4） 带有 ADONIS 的扩展 objectattributes"), "trisotech": ("Trisotech", "整个文件 带有 Trisotech 的扩展 feed"),
    "visual_paradigm": ("Visual Paradigm", "「分流」（vp_g） 使用了不支持的复杂网关，请改用排他、包容或并行网关"), "enterprise_architect": ("Enterprise Architect", "链接事件，请直接用连线"),
    "yed": ("yEd", "使用了不支持的数据对象"), "aris": ("ARIS", "「核查」带有 ARIS 的属性 guid"), "spiff": ("SpiffWorkflow", "「核查」（check） 带有 SpiffWorkflow 的扩展 instructionsForEndUser、preScript")}


def told(name: str) -> list:
    data = (FOLDER / f"{name}.bpmn").read_bytes()
    return [*checks.check(data), *foreign.found(safe_root(data))]


def test_every_file_is_looked_at():
    assert {path.stem for path in FOLDER.glob("*.bpmn")} == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_what_will_not_run_is_told_with_the_product_and_the_step(name):
    product, said = SAID[name]
    found = told(name)
    assert any(said in one.message for one in found), [one.message for one in found]
    assert any(product in one.message for one in found) and all(one.message.strip("「」 ") for one in found)
    assert not [one.message for one in found if "「」" in one.message or "http://" in one.message]
    known = set(re.findall(r'\bid="([^"]+)"', (FOLDER / f"{name}.bpmn").read_text(encoding="utf-8")))
    assert {one.element for one in found if one.element} <= known


def test_what_is_nested_is_told_once():
    found = [one.message for one in told("flowable") if "扩展" in one.message]
    assert found == ["「核查」（check） 带有 Flowable 的扩展 formProperty、taskListener：不会被执行，留着它不能部署，请删去"]
