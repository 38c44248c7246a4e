// The tabs of the desk: the drawing, and beside it forms, decision tables and the other files.
import { FORM, TABLE } from './blank.js';

const KINDS = {
  forms: { folder: 'forms', suffix: '.json', blank: FORM, load: () => import('./forms.js') },
  decisions: { folder: 'decisions', suffix: '.dmn', blank: TABLE, load: () => import('./tables.js') },
  texts: { load: () => import('./texts.js') },
};
const OTHER = /^(process\.toml|scenarios\/|papers\/)/;

export class Tabs {
  constructor(bench) {
    Object.assign(this, { bench, root: bench.root, editors: {}, chosen: {} });
    this.tabs = [...this.root.querySelectorAll('[data-wb-tab]')];
    this.tabs.forEach((tab) => tab.addEventListener('click', () => this.open(tab.dataset.wbTab)));
    this.root.querySelectorAll('[data-wb-side]').forEach((tab) => tab.addEventListener('click', () => this.side(tab.dataset.wbSide)));
    this.root.addEventListener('wb:tab', (event) => this.open(event.detail));
    this.root.querySelectorAll('[data-wb-new]').forEach((form) => form.addEventListener('submit', (event) => this.add(event, form)));
  }

  async open(name) {
    this.tabs.forEach((tab) => tab.setAttribute('aria-selected', tab.dataset.wbTab === name));
    this.root.querySelectorAll('[data-wb-pane]').forEach((pane) => { pane.hidden = pane.dataset.wbPane !== name; });
    if (KINDS[name]) await this.list(name);
  }

  // Below the drawing: what the checks found, or the verdict of the proof.
  side(name) {
    this.root.querySelectorAll('[data-wb-side]').forEach((tab) => tab.setAttribute('aria-selected', tab.dataset.wbSide === name));
    for (const one of ['problems', 'proof']) this.bench.part(one).hidden = one !== name;
  }

  pane(name) {
    return this.root.querySelector(`[data-wb-pane="${name}"]`);
  }

  paths(name) {
    const { folder, suffix } = KINDS[name];
    return Object.keys(this.bench.texts).filter((path) => (folder ? path.startsWith(`${folder}/`) && path.endsWith(suffix) : OTHER.test(path))).sort();
  }

  async list(name) {
    const { folder, suffix } = KINDS[name];
    const paths = this.paths(name);
    const names = folder ? new Map(this.bench.files(folder, suffix).map((one) => [`${folder}/${one.code}${suffix}`, one.name])) : new Map();
    const list = this.pane(name).querySelector('[data-wb-files]');
    if (!paths.includes(this.chosen[name])) this.chosen[name] = paths[0];
    list.replaceChildren(...paths.map((path) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = names.get(path) || path;
      button.title = path;
      button.setAttribute('aria-current', path === this.chosen[name]);
      button.addEventListener('click', () => { this.chosen[name] = path; this.list(name); });
      item.append(button);
      return item;
    }));
    await this.show(name, this.chosen[name]);
  }

  async show(name, path) {
    const place = this.pane(name).querySelector('[data-wb-editor]');
    place.classList.toggle('is-empty', !path);
    if (!path) return;
    const { edit } = await KINDS[name].load();
    if (this.chosen[name] !== path) return;
    this.editors[name]?.destroy();
    this.editors[name] = await edit(place, this.bench.texts[path], (text) => this.bench.write(path, text), this.bench, path);
  }

  async add(event, form) {
    event.preventDefault();
    const name = form.dataset.wbNew;
    const { folder, suffix, blank } = KINDS[name];
    const { code, title } = Object.fromEntries(new FormData(form));
    const path = `${folder}/${code}${suffix}`;
    if (this.bench.texts[path] === undefined) this.bench.write(path, blank(code, title));
    this.chosen[name] = path;
    form.reset();
    await this.list(name);
  }
}
