// Entries of the properties panel that choose from lists: one code, several codes, rows of a code with its fields.
import { h } from '@bpmn-io/properties-panel/preact';
import { SelectEntry } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';

export const words = (text) => (text || '').split(/\s+/).filter(Boolean);
export const label = (one) => (one.name === one.code ? one.code : `${one.name}（${one.code}）`);

export function nameOf(list, code) {
  return list.find((one) => one.code === code)?.name;
}

// What the file names and no list knows stays in sight, marked, instead of vanishing.
export function withUnknown(list, codes) {
  const strange = codes.filter((code) => code && !list.some((one) => one.code === code));
  return [...list, ...strange.map((code) => ({ code, name: `不在规则数据中：${code}` }))];
}

export function useAttribute(element, name) {
  const modeling = useService('modeling');
  return [element.businessObject.get(name),
    (value) => modeling.updateProperties(element, { [name]: value === '' || value === undefined ? undefined : value })];
}

// One code. Given: list, attribute, label, empty (what no choice means), description.
export function Pick(props) {
  const { element, id, attribute, list, empty, description } = props;
  const [value, set] = useAttribute(element, attribute);
  const debounce = useService('debounceInput');
  return h(SelectEntry, {
    element, id, label: props.label, description, debounce, getValue: () => value ?? '', setValue: set,
    getOptions: () => [{ value: '', label: empty }, ...withUnknown(list, [value]).map((one) => ({ value: one.code, label: label(one) }))],
  });
}

function Field(id, title, description, ...inside) {
  return h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id },
    h('label', { class: 'bio-properties-panel-label', for: `pick-${id}` }, title), ...inside,
    description && h('div', { class: 'bio-properties-panel-description' }, description));
}

function Add({ id, list, taken, onAdd, hint }) {
  const rest = list.filter((one) => !taken.includes(one.code));
  return h('select', { id: `pick-${id}`, class: 'bio-properties-panel-input wb-add', value: '', disabled: !rest.length,
    onChange: (event) => { if (event.target.value) onAdd(event.target.value); event.target.value = ''; } },
  h('option', { value: '' }, rest.length ? hint : '没有可以添加的'),
  ...rest.map((one) => h('option', { key: one.code, value: one.code, title: one.about }, label(one))));
}

function Chip({ text, title, strange, onRemove, children }) {
  return h('li', { class: strange ? 'wb-chip is-strange' : 'wb-chip', title },
    h('span', null, text), h('button', { type: 'button', 'aria-label': `去掉 ${text}`, onClick: onRemove }, '×'), children);
}

// Several codes, separated by blanks in the file.
export function Picks(props) {
  const { element, id, attribute, list, description } = props;
  const [value, set] = useAttribute(element, attribute);
  const chosen = words(value);
  return Field(id, props.label, description,
    chosen.length > 0 && h('ul', { class: 'wb-chips' }, ...chosen.map((code) => h(Chip, {
      key: code, text: nameOf(list, code) || code, title: list.find((one) => one.code === code)?.about || code,
      strange: !nameOf(list, code), onRemove: () => set(chosen.filter((one) => one !== code).join(' ')) }))),
    h(Add, { id, list, taken: chosen, hint: '添加……', onAdd: (code) => set([...chosen, code].join(' ')) }));
}

// Clocks with their fields: `code@day0#length` where they start, `code:reason#document` where they pause.
const SHAPES = {
  start: { split: /^([^@#]*)(?:@([^#]*))?(?:#(.*))?$/, marks: ['@', '#'], names: ['起算日取自', '时长取自'], none: ['办结之日', '规定的时长'] },
  pause: { split: /^([^:#]*)(?::([^#]*))?(?:#(.*))?$/, marks: [':', '#'], names: ['事由', '依据的文书编号取自'], none: ['不限事由', '不取'] },
};

export function Clocks(props) {
  const { element, id, attribute, list, fields, shape, description } = props;
  const [value, set] = useAttribute(element, attribute);
  const { split, marks, names, none } = SHAPES[shape];
  const rows = words(value).map((text) => split.exec(text)?.slice(1).map((part) => part || '') || [text, '', '']);
  const write = (changed) => set(changed.map(([code, ...more]) => code + more.map((part, n) => (part ? marks[n] + part : '')).join('')).join(' '));
  const row = ([code, ...more], at) => h('li', { key: code, class: nameOf(list, code) ? 'wb-clock' : 'wb-clock is-strange' },
    h('div', { class: 'wb-clock-name', title: list.find((one) => one.code === code)?.about },
      h('span', null, nameOf(list, code) || code),
      h('button', { type: 'button', 'aria-label': `去掉 ${nameOf(list, code) || code}`, onClick: () => write(rows.filter((_, n) => n !== at)) }, '×')),
    ...more.map((part, n) => h('label', { key: n }, h('span', null, names[n]),
      h('select', { class: 'bio-properties-panel-input', value: part,
        onChange: (event) => write(rows.map((one, m) => (m === at ? one.map((old, k) => (k === n + 1 ? event.target.value : old)) : one))) },
      h('option', { value: '' }, none[n]),
      ...withUnknown(fields(code)[n] || [], part ? [part] : []).map((one) => h('option', { key: one.code, value: one.code }, label(one)))))));
  return Field(id, props.label, description,
    rows.length > 0 && h('ul', { class: 'wb-clocks' }, ...rows.map(row)),
    h(Add, { id, list, taken: rows.map(([code]) => code), hint: '添加期限……', onAdd: (code) => write([...rows, [code, '', '']]) }));
}
