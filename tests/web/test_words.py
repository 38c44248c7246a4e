"""Chinese throughout: every panel, menu and tooltip of the workbench that a designer can reach is walked through and read."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from engine.process import forms
from tests.web.test_browser import site  # noqa: F401
from tests.web.test_workbench import BENCH, desk, drawn  # noqa: F401

pytestmark = pytest.mark.browser
DESK = "document.querySelector('[data-workbench]').workbench"
#: names of standards and languages, which have no Chinese one, and the mark of bpmn.io that its licence keeps
ALLOWED = re.compile(r"\b(BPMN|DMN|DRD|FEEL|JSON|XML|HTML|TOML|URL|bpmn\.io|Markdown|Ctrl)\b", re.IGNORECASE)
#: codes behind their names, files by their paths, expressions given as examples
CODES = re.compile(r"「[^」]*」|（[\w:.@#/ -]+）|[\w./-]+\.(json|dmn|bpmn|toml)|例：.*", re.DOTALL)
LATIN = re.compile(r"[A-Za-z]{3,}")
#: texts, tooltips and placeholders that can be seen or heard; what somebody has typed is theirs
READ = r"""() => {
  const theirs = (one) => one.closest('textarea, [contenteditable=true], .wb-text, .cm-content, script, style, template, [hidden], .wb-paper:not([open])');
  const said = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) if (node.parentElement && !theirs(node.parentElement)) said.push(node.data.trim());
  for (const one of document.querySelectorAll('*')) {
    for (const name of ['title', 'placeholder', 'aria-label', 'data-placeholder', 'aria-description', 'alt']) if (one.hasAttribute(name) && !theirs(one)) said.push(one.getAttribute(name).trim());
  }
  return [...new Set(said)].filter((text) => /[A-Za-z]{3,}/.test(text)); }"""
INPUTS = (*forms.INPUTS, "text", "group")
#: opens every group of a panel and every entry of its lists
UNFOLD = """() => { for (const one of document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')) (one.querySelector('.bio-properties-panel-arrow') || one).click();
  for (const one of document.querySelectorAll('.bio-properties-panel-collapsible-entry-header:not(.open)')) one.querySelector('.bio-properties-panel-collapsible-entry-arrow, button')?.click(); }"""
#: writes nonsense into every field of a panel, then empties it
SPOIL = """() => { const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  for (const said of ['a b.', '']) for (const one of document.querySelectorAll('.fjs-properties-container input:is([type=text], [type=number], :not([type]))')) {
    one.focus(); put.call(one, said); one.dispatchEvent(new Event('input', { bubbles: true })); one.blur(); } }"""


@pytest.fixture
def english(drawn):  # noqa: F811
    """A page, and what English was seen on it: `look(where)` reads it as it stands. In the end there is none."""
    page, found = drawn(), {}
    page.set_default_timeout(5_000)
    known = set(page.evaluate(f"Object.keys({BENCH}.bench.texts).map((path) => path.replace(/^.*\\/|\\.[a-z]+$/g, ''))"))

    def look(where: str, wait: int = 60) -> None:
        page.wait_for_timeout(wait)
        for text in page.evaluate(READ):
            if text not in known and LATIN.search(ALLOWED.sub("", CODES.sub("", text))):
                found.setdefault(text, where)
    yield page, look
    assert not found, "\n".join(f"{where}: {text[:160]}" for text, where in found.items())


def test_the_form_editor_speaks_chinese_and_offers_what_the_engine_reads(english):
    page, look = english
    page.get_by_role("tab", name="表单", exact=True).click()
    page.wait_for_selector(".fjs-palette-field")
    look("form", 400)
    offered = page.locator(".fjs-palette-field:visible").evaluate_all("(all) => all.map((one) => one.dataset.fieldType)")
    assert set(offered) == set(INPUTS)
    page.locator(".fjs-palette-search, .fjs-palette-container input").first.fill("没有这种组件")
    look("palette: nothing found", 200)
    page.locator(".fjs-palette-search, .fjs-palette-container input").first.fill("")
    parts = [{"type": kind, "id": f"c{n}", **({} if kind in ("text", "group") else {"key": f"k{n}", "label": "名称"}),
              **({"values": [{"label": "甲", "value": "a"}]} if kind in ("checklist", "radio", "select", "taglist") else {}),
              **({"subtype": "datetime", "dateLabel": "日", "timeLabel": "时"} if kind == "datetime" else {}),
              **({"text": "说明"} if kind == "text" else {}), **({"label": "组", "components": []} if kind == "group" else {})} for n, kind in enumerate(INPUTS)]
    page.evaluate(f"(form) => {DESK}.tabs.editors.forms.editor.importSchema(form)", {"type": "default", "schemaVersion": 18, "id": "f", "components": parts})
    look("canvas", 300)
    for n, kind in enumerate(INPUTS):
        page.evaluate(f"(id) => {{ const e = {DESK}.tabs.editors.forms.editor; e.get('selection').set(e.get('formFieldRegistry').get(id)); }}", f"c{n}")
        page.wait_for_timeout(80)
        for _ in range(2):
            page.evaluate(UNFOLD)
            page.wait_for_timeout(40)
        look(kind)
        page.evaluate(SPOIL)
        look(f"{kind}: wrong", 150)


LITERAL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="x" name="甲" namespace="urn:a">
  <decision id="l" name="乙"><variable id="v" name="v" typeRef="string"/><literalExpression id="le"><text>1</text></literalExpression></decision>
  <decision id="e" name="空"/><inputData id="i" name="丙"/><knowledgeSource id="k" name="丁"/><businessKnowledgeModel id="b" name="戊"><encapsulatedLogic id="el"/></businessKnowledgeModel>
  <dmndi:DMNDI><dmndi:DMNDiagram id="d">%s</dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>""" % "".join(f'<dmndi:DMNShape id="s{one}" dmnElementRef="{one}"><dc:Bounds x="{n * 200}" y="100" width="150" height="80"/></dmndi:DMNShape>'
                            for n, one in enumerate("leikb"))


def test_the_table_editor_speaks_chinese_in_its_menus_its_drawing_and_its_expressions(english):
    page, look = english
    page.get_by_role("tab", name="表单", exact=True).click()  # two editors at once: each has its own words
    page.wait_for_selector(".fjs-palette-field")
    page.get_by_role("tab", name="决策表", exact=True).click()
    page.wait_for_selector(".hit-policy")
    look("table", 300)
    page.locator(".hit-policy").click()
    look("hit policy", 150)
    page.locator(".dms-input-select, .dms-select, .hit-policy .dms-input").first.click()
    look("hit policy: choices", 150)
    page.keyboard.press("Escape")
    for name in ("th.input-cell", "th.output-cell", "td.input-cell", "td.output-cell", "td.annotation"):
        page.locator(name).first.dblclick()
        if name == "th.input-cell":
            expect(page.get_by_text("表达式", exact=True).first).to_be_visible()
        look(name, 150)
        for menu in page.locator(".dms-input-select, .dms-select").all()[:4]:
            if menu.is_visible():
                menu.click()
                look(f"{name}: choices", 80)
        page.keyboard.press("Escape")
        page.locator(".wb-title h1").click()
        page.locator(name).first.click(button="right")
        look(f"{name}: menu", 150)
        page.locator(".wb-title h1").click()
    page.locator(".view-drd").click()
    look("drawing of decisions", 400)
    page.evaluate(f"async (xml) => {{ const e = {DESK}.tabs.editors.decisions.editor; await e.importXML(xml); await e.open(e.getViews().find((one) => one.type === 'literalExpression')); }}", LITERAL)
    look("literal expression", 300)
    for menu in page.locator(".dms-input-select, .dms-select").all()[:4]:
        if menu.is_visible():
            menu.click()
            look("literal expression: choices", 80)
    page.evaluate(f"async () => {{ const e = {DESK}.tabs.editors.decisions.editor; await e.open(e.getViews().find((one) => one.type === 'drd')); }}")
    for one in "leikb":
        page.evaluate(f"(id) => {{ const v = {DESK}.tabs.editors.decisions.editor.getActiveViewer(); v.get('selection').select(v.get('elementRegistry').get(id)); }}", one)
        look(f"decision {one}", 100)
        if page.locator(".djs-context-pad [data-action=replace]").count():
            page.locator(".djs-context-pad [data-action=replace]").first.click()
            look(f"decision {one}: change type", 100)
            page.keyboard.press("Escape")


HAPPENS = ("messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition", "timerEventDefinition", "conditionalEventDefinition",
           "compensateEventDefinition", "linkEventDefinition", "terminateEventDefinition")
EVERYTHING = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:x">
  <message id="m" name="消息"/><signal id="s" name="信号"/><error id="er" name="错误" errorCode="e"/><escalation id="es" name="升级" escalationCode="x"/>
  <process id="ordinary_penalty" name="各种环节"><startEvent id="begin"/>%s
    <subProcess id="sub" name="组"><startEvent id="inner"/><userTask id="u2" name="办"/><endEvent id="over"/></subProcess>
    <userTask id="many" name="多人"><multiInstanceLoopCharacteristics/></userTask><userTask id="loop" name="循环"><standardLoopCharacteristics/></userTask>
    <endEvent id="done"/><textAnnotation id="note"><text>注释</text></textAnnotation></process></definitions>""" % "".join(
    [f'<{tag} id="t{n}" name="环节{n}"/>' for n, tag in enumerate(("task", "serviceTask", "manualTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity",
     "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "transaction", "adHocSubProcess"))]
    + [f'<{place} id="{place[:5]}{n}"{more}><{what} id="{place[:5]}{n}d"/></{place}>' for n, what in enumerate(HAPPENS)
       for place, more in (("intermediateCatchEvent", ""), ("intermediateThrowEvent", ""), ("endEvent", ""), ("boundaryEvent", ' attachedToRef="t0"'))
       if not (place != "endEvent" and what == "terminateEventDefinition")])


@pytest.mark.parametrize("drawing", ["shipped", pytest.param("everything", marks=pytest.mark.slow)])
def test_the_drawing_board_speaks_chinese_in_every_menu_and_panel(english, drawing):
    page, look = english
    if drawing == "everything":
        page.evaluate(f"(xml) => {BENCH}.bench.draw(xml)", EVERYTHING)
    look("board")
    kinds = page.evaluate(f"""Object.values(Object.fromEntries({BENCH}.bench.modeler.get('elementRegistry').filter((e) => e.id && !e.labelTarget)
      .map((e) => [e.type + (e.businessObject.eventDefinitions?.[0]?.$type || '') + (e.businessObject.loopCharacteristics?.$type || ''), e.id])))""")
    for one in kinds:
        page.evaluate(f"(id) => {{ const m = {BENCH}.bench.modeler; m.get('selection').select(m.get('elementRegistry').get(id)); }}", one)
        page.evaluate(UNFOLD)
        look(one)
        for menu in ("bpmn-replace", "bpmn-append", "bpmn-create"):
            page.evaluate(f"""([id, menu]) => {{ const m = {BENCH}.bench.modeler;
              try {{ m.get('popupMenu').open(m.get('elementRegistry').get(id), menu, {{ x: 300, y: 300 }}); }} catch (fault) {{ /* nothing to offer */ }} }}""", [one, menu])
            look(f"{one}: {menu}", 40)
            page.evaluate(f"{BENCH}.bench.modeler.get('popupMenu').close()")
    if drawing == "everything":
        return
    page.evaluate(f"""(() => {{ const m = {BENCH}.bench.modeler, all = ['decide', 'archive', 'legal_review'].map((id) => m.get('elementRegistry').get(id));
      m.get('selection').select(all); m.get('popupMenu').open(all, 'align-elements', {{ x: 300, y: 300 }}); }})()""")
    look("align", 150)
    page.evaluate(f"{BENCH}.bench.modeler.get('popupMenu').close(); {BENCH}.bench.modeler.get('minimap').open(); {BENCH}.bench.modeler.get('searchPad').toggle()")
    page.keyboard.type("没有这个环节")
    look("search, minimap", 150)
    assert page.evaluate(f"[...{BENCH}.untold]") == []
