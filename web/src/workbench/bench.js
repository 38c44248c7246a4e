// The desk of one draft: its files, what may be chosen, and the way from any finding to its element.
import { board, open } from './modeler.js';
import { Checks } from './checks.js';
import { Proof } from './proof.js';
import { Other } from './other.js';
import { Papers } from './paper.js';
import { KINDS } from './kinds.js';
import { calm } from './server.js';
import * as local from './keep.js';

const KEEP_MS = 500;

export class Bench {
  constructor(root, server, draft, codes) {
    Object.assign(this, { root, server, draft, codes, key: draft.key, version: draft.version, texts: { ...draft.files }, drawn: false, dirty: false });
    this.path = Object.keys(this.texts).find((path) => path.endsWith('.bpmn'));
    this.said = new Map();
    this.listeners = [];
    this.part = (name) => root.querySelector(`[data-wb="${name}"]`);
    this.modeler = board(this, this.part('canvas'), this.part('panel'));
    this.checks = new Checks(this, this.part('problems'), this.part('count'));
    this.proof = new Proof(this, this.part('proof'));
    this.other = new Other(this, this.part('other'));
    this.papers = new Papers(this, this.part('paper'));
    this.keepSoon = calm(KEEP_MS, () => this.keep());
  }

  async start() {
    await this.draw(this.texts[this.path]);
    this.modeler.on('commandStack.changed', () => { this.drawn = true; this.changed(); });
    this.modeler.on('native-copy-paste:error', () => this.notice('浏览器不允许使用剪贴板。请允许本站使用剪贴板后再复制。'));
    this.checks.run();
  }

  // Puts a drawing on the board; what another tool's file has that cannot be shown is said.
  async draw(xml) {
    const { lost, laidOut } = await open(this.modeler, xml);
    const said = laidOut ? ['这张图没有版面信息，已自动排版。'] : [];
    if (lost.length) said.push(`图中有 ${lost.length} 处内容不合 BPMN 标准，保存后不再保留：${lost.slice(0, 3).join('；')}`);
    if (said.length) this.notice(said.join(''));
    if (laidOut) { this.drawn = true; this.changed(); }
  }

  // Another text of the same drawing in its place.
  async redraw(xml, said, ...acts) {
    await this.draw(xml);
    this.drawn = true;
    this.changed();
    this.notice(said, ...acts);
  }

  // What is being typed counts as written: before saving, before proving.
  settle() {
    const field = document.activeElement;
    if (!this.part('panel').contains(field)) return;
    field.blur();
    field.focus();
  }

  // The files as they are now. A drawing nobody has touched stays byte for byte what it was.
  async current() {
    if (this.drawn) {
      const { xml } = await this.modeler.saveXML({ format: true });
      this.texts[this.path] = xml;
      this.drawn = false;
    }
    return { ...this.texts };
  }

  write(path, text) {
    if (this.texts[path] === text) return;
    if (text === null) delete this.texts[path];
    else this.texts[path] = text;
    this.changed();
  }

  changed() {
    this.dirty = true;
    this.listeners.forEach((run) => run());
    this.checks.soon();
    this.keepSoon();
  }

  async keep() {
    if (this.dirty && !local.keep(this.draft.id, this.version, await this.current())) this.notice('本机存不下这份草稿的副本，请及时保存。');
  }

  notice(text, ...acts) {
    const place = this.part('notice');
    place.textContent = text;
    place.append(...acts);
    place.hidden = !text;
  }

  // -- what may be chosen ----------------------------------------------------------------------------------
  files(folder, suffix) {
    return Object.keys(this.texts).filter((path) => path.startsWith(`${folder}/`) && path.endsWith(suffix)).map((path) => {
      const code = path.slice(folder.length + 1, -suffix.length);
      return { code, name: (folder === 'forms' && this.form(code)?.name) || /<decision [^>]*name="([^"]+)"/.exec(this.texts[path])?.[1] || code };
    });
  }

  form(code) {
    try {
      return JSON.parse(this.texts[`forms/${code}.json`] || 'null');
    } catch {
      return null;
    }
  }

  fields(element, type) {
    const all = inputs(this.form(element.businessObject.get('e:form'))?.components);
    return all.filter((one) => !type || one.type === type).map((one) => ({ code: one.key, name: one.label || one.key }));
  }

  facts() {
    const own = Object.keys(this.texts).filter((path) => path.startsWith('forms/'))
      .flatMap((path) => inputs(this.form(path.slice(6, -5))?.components).map((one) => ({ code: one.key, name: one.label || one.key })));
    const known = new Map([...this.codes.facts, ...own].map((one) => [one.code, one]));
    return [...known.values()];
  }

  async expression(text, kind) {
    const asked = `${kind}\n${text}`;
    if (!this.said.has(asked)) this.said.set(asked, await this.server.post('/workbench/expression', { text, kind }));
    return this.said.get(asked);
  }

  // -- the way to an element -------------------------------------------------------------------------------
  near(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (!element) return null;
    const canvas = this.modeler.get('canvas');
    if (canvas.zoom() < 0.55) canvas.zoom(0.8);
    canvas.scrollToElement(element, { top: 120, bottom: 120, left: 160, right: 160 });
    return element;
  }

  point(id) {
    this.other.close();
    this.root.dispatchEvent(new CustomEvent('wb:tab', { detail: 'drawing' }));
    const element = this.near(id);
    if (element) this.modeler.get('selection').select(element);
  }

  show(process, id, finding) {
    if (process === this.key) this.point(id);
    else this.other.open(process, id, finding);
  }

  processName(key) {
    return key === this.key ? this.draft.name : this.codes.processes.find((one) => one.code === key)?.name || key;
  }

  nameOf(process, id) {
    const own = process === this.key && this.modeler.get('elementRegistry').get(id)?.businessObject;
    return (own ? own.name || KINDS[own.$type.slice(5, 6).toLowerCase() + own.$type.slice(6)] : this.other.nameOf(process, id)) || id;
  }
}

function inputs(components) {
  return (components || []).flatMap((one) => (one.components ? inputs(one.components) : one.key ? [one] : []));
}
