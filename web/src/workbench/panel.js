// The properties panel: what the drawing says of each element, chosen from what the rule packs and the folder hold.
import { h } from '@bpmn-io/properties-panel/preact';
import { CheckboxEntry, Group, TextAreaEntry, TextFieldEntry, SelectEntry } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import { is, getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { Expression } from './expression.js';
import { Clocks, Pick, Picks, label, useAttribute, withUnknown } from './pick.js';

//: of bpmn.io's own groups those that our engine carries out
const THEIRS = ['error', 'message', 'signal', 'escalation', 'multiInstance'];
const OFFICERS = [{ code: '1', name: '一人' }, { code: '2', name: '两人（共同签名）' }, { code: '3', name: '三人' }];

const TIMES = [['timeDuration', '等待一段时间或者等期限届满'], ['timeDate', '到某一时刻'], ['timeCycle', '每隔一段时间']];

export default class Panel {
  constructor(propertiesPanel, workbench) {
    this.bench = workbench;
    propertiesPanel.registerProvider(300, this);
  }

  getGroups(element) {
    return (theirs) => [this.general(element), this.papers(element), ...this.ours(element), ...this.events(element),
      ...theirs.filter((one) => THEIRS.includes(one.id))].filter(Boolean);
  }

  general(element) {
    const root = is(element, 'bpmn:Process');
    return group('general', '基本', element, [
      { id: 'name', component: Name, isEdited: () => false },
      ...(root ? [] : [{ id: 'id', component: Id, isEdited: () => false }]),
      { id: 'documentation', component: Note, isEdited: () => false },
    ], true);
  }

  // Of the process itself: the papers it makes, each to be looked at.
  papers(element) {
    if (!is(element, 'bpmn:Process') && !is(element, 'bpmn:Collaboration')) return null;
    return group('papers', '制发的文书', element, [{ id: 'papers', component: Made, bench: this.bench }], true);
  }

  ours(element) {
    const { codes } = this.bench;
    const task = is(element, 'bpmn:UserTask');
    const pick = (attribute, title, list, empty, more) => ({ id: attribute, component: Pick, attribute: `e:${attribute}`, label: title, list, empty, ...more });
    const picks = (attribute, title, list, more) => ({ id: attribute, component: Picks, attribute: `e:${attribute}`, label: title, list, ...more });
    const clocks = (attribute, title, shape, fields, more) => ({ id: attribute, component: Clocks, attribute: `e:${attribute}`, label: title,
      list: codes.clocks, shape, fields, ...more });
    const pauses = (code) => [codes.pauses.filter((one) => one.code.startsWith(`${code}:`)).map((one) => ({ ...one, code: one.code.slice(code.length + 1) })),
      this.bench.fields(element)];
    const found = [];
    if (task) {
      found.push(group('work', '办理', element, [
        pick('duty', '职责', codes.duties, '请选择'), pick('unit', '办理单位', codes.units, '承办单位'),
        { id: 'officers', component: Pick, attribute: 'e:officers', label: '办案人数', list: OFFICERS, empty: '按职责（一人）' },
        pick('form', '表单', this.bench.files('forms', '.json'), '没有表单'), pick('paper', '制发的文书', codes.papers, '不制发文书'),
        { id: 'paperShown', component: Shown, bench: this.bench },
        pick('stage', '案件阶段', codes.stages, '沿用前一环节'),
        { id: 'changes', component: Unchanging },
      ], true));
      found.push(group('clocks', '期限', element, [
        clocks('starts', '起算', 'start', () => [this.bench.fields(element, 'datetime'), this.bench.facts()]),
        picks('stops', '停止', codes.clocks),
        clocks('suspends', '中止', 'pause', pauses), clocks('resumes', '恢复', 'pause', pauses),
      ]));
      found.push(group('obligations', '法定程序', element, [
        picks('meets', '办结即完成', codes.obligations), picks('voids', '办结即作废', codes.obligations, { description: '作废后须重新完成。' }),
        picks('needs', '须先完成', codes.obligations, { description: '证明时逐条路径核对。' }), picks('gates', '核对的环节', codes.acts),
        { id: 'when', component: When, bench: this.bench },
      ]));
    } else if (is(element, 'bpmn:StartEvent')) {
      found.push(group('work', '登记', element, [pick('form', '表单', this.bench.files('forms', '.json'), '没有表单')]));
    } else if (is(element, 'bpmn:BusinessRuleTask')) {
      found.push(group('work', '决策', element, [pick('decision', '决策表', this.bench.files('decisions', '.dmn'), '请选择')], true));
    } else if (is(element, 'bpmn:CallActivity')) {
      found.push(group('work', '调用', element, [{ id: 'called', component: Pick, attribute: 'calledElement', label: '调用的流程',
        list: codes.processes.filter((one) => one.code !== this.bench.key), empty: '请选择' }], true));
    }
    return found;
  }

  events(element) {
    const found = [];
    if (is(element, 'bpmn:SequenceFlow') && !is(element.source, 'bpmn:ParallelGateway')) {
      found.push(group('condition', '条件', element, [{ id: 'conditionExpression', component: Condition, bench: this.bench }], true));
    }
    if (is(element, 'bpmn:ScriptTask')) {
      found.push(group('script', '赋值', element, [{ id: 'script', component: Script, bench: this.bench }], true));
    }
    if (definition(element, 'bpmn:TimerEventDefinition')) {
      found.push(group('timer', '定时', element, [{ id: 'timerKind', component: TimerKind }, { id: 'timerClock', component: TimerClock, bench: this.bench },
        { id: 'timer', component: Timer, bench: this.bench }], true));
    }
    if (definition(element, 'bpmn:ConditionalEventDefinition')) {
      found.push(group('condition', '条件', element, [{ id: 'condition', component: EventCondition, bench: this.bench }], true));
    }
    return found;
  }
}
Panel.$inject = ['propertiesPanel', 'workbench'];

function group(id, title, element, entries, open = false) {
  return { id, label: title, component: Group, shouldOpen: open, entries: entries.map((one) => ({ element, isEdited: () => false, ...one })) };
}

function definition(element, type) {
  return (getBusinessObject(element).get('eventDefinitions') || []).find((one) => one.$type === type);
}

function Name({ element, id }) {
  const [value, set] = useAttribute(element, is(element, 'bpmn:TextAnnotation') ? 'text' : 'name');
  return h(TextAreaEntry, { element, id, label: '名称', rows: 1, autoResize: true, debounce: useService('debounceInput'), getValue: () => value, setValue: set });
}

function Id({ element, id }) {
  const modeling = useService('modeling');
  const known = useService('elementRegistry');
  const validate = (value) => {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(value || '')) return '编号以字母开头，只含字母、数字、下划线、点和连字符';
    const other = known.get(value);
    return other && other !== element && other !== element.label ? '这个编号已被使用' : null;
  };
  return h(TextFieldEntry, { element, id, label: '编号', debounce: useService('debounceInput'), validate, getValue: () => element.businessObject.id,
    setValue: (value) => !validate(value) && modeling.updateProperties(element, { id: value }) });
}

function Note({ element, id }) {
  const modeling = useService('modeling');
  const factory = useService('bpmnFactory');
  const about = getBusinessObject(element);
  return h(TextAreaEntry, { element, id, label: '说明', debounce: useService('debounceInput'), getValue: () => about.get('documentation')?.[0]?.text,
    setValue: (text) => {
      const said = text ? factory.create('bpmn:Documentation', { text }) : null;
      if (said) said.$parent = about;
      modeling.updateProperties(element, { documentation: said ? [said, ...about.get('documentation').slice(1)] : about.get('documentation').slice(1) });
    } });
}

const shown = (bench, kind, element, text) => h('button', { type: 'button', class: 'button button-small wb-preview', onClick: () => bench.papers.open(kind, element) }, text);

function Shown({ element, bench }) {
  const [kind] = useAttribute(element, 'e:paper');
  return kind ? h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': 'paperShown' }, shown(bench, kind, element.id, '预览这份文书')) : null;
}

function Made({ bench }) {
  const made = bench.papers.list();
  return h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': 'papers' }, made.length === 0 ? '还没有环节制发文书。'
    : h('ul', { class: 'wb-papers' }, ...made.map((one) => h('li', { key: one.element }, h('span', null, one.name, h('small', null, one.by)), shown(bench, one.kind, one.element, '预览')))));
}

function Unchanging({ element, id }) {
  const [value, set] = useAttribute(element, 'e:changes');
  return h(CheckboxEntry, { element, id, label: '不改动案卷内容', description: '勾选后，办结不使已完成的法制审核作废。',
    getValue: () => value === 'nothing', setValue: (on) => set(on ? 'nothing' : undefined) });
}

function expression(bench, element, id, title, kind, getValue, setValue, more = {}) {
  return h(Expression, { element, id, label: title, kind, getValue, setValue, facts: () => bench.facts(), functions: bench.codes.functions,
    ask: (text, what) => bench.expression(text, what), ...more });
}

function When({ element, id, bench }) {
  const [value, set] = useAttribute(element, 'e:when');
  return expression(bench, element, id, '仅在此时生效', 'condition', () => value, set, { description: '不填则办结时一律生效；可用本表单的各项。' });
}

// The text of an expression that stands in an element of its own: condition, timer.
function useText(element, holder, property) {
  const modeling = useService('modeling');
  const factory = useService('bpmnFactory');
  const old = holder?.get(property);
  return [old?.body, (text) => {
    const made = text ? factory.create('bpmn:FormalExpression', { ...(old?.language ? { language: old.language } : {}), body: text }) : undefined;
    if (made) made.$parent = holder;
    modeling.updateModdleProperties(element, holder, { [property]: made });
  }];
}

function Condition({ element, id, bench }) {
  const [text, set] = useText(element, element.businessObject, 'conditionExpression');
  const standard = element.source?.businessObject.default === element.businessObject;
  return expression(bench, element, id, '走这条线的条件', 'condition', () => text, set, {
    description: standard ? '这是默认流向：其他条件都不成立时走这里，不写条件。' : '例：penalty_fen ≥ 50000 并且 filing_decision == “approve”' });
}

function EventCondition({ element, id, bench }) {
  const [text, set] = useText(element, definition(element, 'bpmn:ConditionalEventDefinition'), 'condition');
  return expression(bench, element, id, '发生的条件', 'condition', () => text, set);
}

function Script({ element, id, bench }) {
  const [text, set] = useAttribute(element, 'script');
  return expression(bench, element, id, '赋值', 'script', () => text, set, { rows: 4, description: '每行一个“名称 = 表达式”，只能赋值。' });
}

const timeOf = (holder) => TIMES.map(([name]) => name).find((name) => holder.get(name)) || 'timeDuration';

function TimerKind({ element, id }) {
  const modeling = useService('modeling');
  const holder = definition(element, 'bpmn:TimerEventDefinition');
  return h(SelectEntry, { element, id, label: '何时触发', getValue: () => timeOf(holder), getOptions: () => TIMES.map(([value, title]) => ({ value, label: title })),
    setValue: (name) => modeling.updateModdleProperties(element, holder, Object.fromEntries(TIMES.map(([one]) =>
      [one, one === name ? holder.get(timeOf(holder)) || undefined : undefined]))) });
}

function TimerClock({ element, id, bench }) {
  const holder = definition(element, 'bpmn:TimerEventDefinition');
  const [text, set] = useText(element, holder, timeOf(holder));
  const code = /^clock\(["']([^"']+)["']\)$/.exec(text || '')?.[1] || '';
  return h(SelectEntry, { element, id, label: '等待的期限', getValue: () => code, setValue: (value) => set(value ? `clock("${value}")` : ''),
    getOptions: () => [{ value: '', label: '不等期限，另写时间' }, ...withUnknown(bench.codes.clocks, [code]).map((one) => ({ value: one.code, label: label(one) }))] });
}

function Timer({ element, id, bench }) {
  const holder = definition(element, 'bpmn:TimerEventDefinition');
  const [text, set] = useText(element, holder, timeOf(holder));
  return expression(bench, element, id, '时间', 'timer', () => text, set, { description: '例：P5D（五天）、PT2H（两小时）、clock("statement")（该期限届满）' });
}
