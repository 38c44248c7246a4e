// An expression field: checked by the server while it is typed, with the case's facts offered by name.
import { h } from '@bpmn-io/properties-panel/preact';
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';

const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u;
const MOST = 8;

export function offered(text, caret, facts, functions) {
  const typed = WORD.exec(text.slice(0, caret))?.[0];
  if (!typed) return { typed: '', list: [] };
  const all = [...facts, ...functions.map((one) => ({ ...one, name: one.about, call: true }))];
  const fits = all.filter((one) => one.code !== typed && (one.code.startsWith(typed) || one.name.includes(typed)));
  return { typed, list: fits.slice(0, MOST) };
}

// Given: id, label, kind, getValue, setValue, rows, facts(), functions, ask(text, kind), description.
export function Expression(props) {
  const { id, kind, getValue, setValue, facts, functions, ask, description, element } = props;
  const stored = getValue() || '';
  const [text, setText] = useState(stored);
  const [verdict, setVerdict] = useState(null);
  const [menu, setMenu] = useState({ typed: '', list: [], at: 0 });
  const field = useRef();
  const debounce = useService('debounceInput');

  // What comes back from the drawing as it was written here changes nothing: the list of offers stays while it is being read.
  const written = useRef(null);
  useEffect(() => {
    if (stored === written.current) return;
    written.current = stored;
    setText(stored);
    setMenu({ typed: '', list: [], at: 0 });
  }, [stored]);
  useEffect(() => { written.current = stored; setText(stored); setMenu({ typed: '', list: [], at: 0 }); }, [element]);
  useEffect(() => {
    if (!text.trim()) { setVerdict(null); return undefined; }
    let here = true;
    const waiting = setTimeout(() => ask(text, kind).then((said) => here && setVerdict(said), () => here && setVerdict(null)), 250);
    return () => { here = false; clearTimeout(waiting); };
  }, [text, kind]);

  const store = useRef(null);
  if (!store.current) store.current = debounce((value, set) => set(value));
  const change = (value) => { written.current = value; setText(value); store.current(value, setValue); };
  const type = (event) => {
    change(event.target.value);
    setMenu({ ...offered(event.target.value, event.target.selectionStart, facts(), functions), at: 0 });
  };
  const take = (one) => {
    const caret = field.current.selectionStart;
    const before = text.slice(0, caret - menu.typed.length) + one.code + (one.call ? '(' : '');
    change(before + text.slice(caret));
    setMenu({ typed: '', list: [], at: 0 });
    requestAnimationFrame(() => { field.current.focus(); field.current.setSelectionRange(before.length, before.length); });
  };
  const press = (event) => {
    if (!menu.list.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setMenu({ ...menu, at: (menu.at + (event.key === 'ArrowDown' ? 1 : menu.list.length - 1)) % menu.list.length });
    } else if (event.key === 'Enter' || event.key === 'Tab') take(menu.list[menu.at]);
    else if (event.key === 'Escape') setMenu({ typed: '', list: [], at: 0 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const named = (code) => facts().find((one) => one.code === code)?.name;

  return h('div', { class: 'bio-properties-panel-entry wb-expression', 'data-entry-id': id },
    h('label', { class: 'bio-properties-panel-label', for: `expression-${id}` }, props.label),
    h('textarea', { id: `expression-${id}`, ref: field, class: 'bio-properties-panel-input', rows: props.rows || 2, spellcheck: false, value: text,
      autocomplete: 'off', 'aria-describedby': `said-${id}`, 'aria-invalid': verdict ? String(!verdict.ok) : undefined,
      onInput: type, onKeyDown: press, onBlur: () => { store.current.flush?.(); setTimeout(() => setMenu({ typed: '', list: [], at: 0 }), 150); } }),
    menu.list.length > 0 && h('ul', { class: 'wb-offers', role: 'listbox' }, ...menu.list.map((one, n) => h('li', {
      key: one.code, role: 'option', 'aria-selected': n === menu.at, onMouseDown: (event) => { event.preventDefault(); take(one); } },
    h('b', null, one.code), h('span', null, one.name)))),
    h('div', { id: `said-${id}`, class: verdict && !verdict.ok ? 'wb-said is-wrong' : 'wb-said', 'aria-live': 'polite' },
      !verdict ? '' : verdict.ok ? `可以使用${verdict.names.length ? `，读取 ${verdict.names.map((code) => named(code) || `${code}（本流程未填写）`).join('、')}` : ''}` : verdict.error),
    description && h('div', { class: 'bio-properties-panel-description' }, description));
}
