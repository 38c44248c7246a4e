// A paper as it would be printed, with sample facts that can be changed: made by the server, exactly as a real one, and kept nowhere.
import { calm } from './server.js';

const TYPING_MS = 500;

export class Papers {
  constructor(bench, dialog) {
    Object.assign(this, { bench, dialog, asked: 0, kind: '', element: null });
    this.title = dialog.querySelector('h2');
    this.body = dialog.querySelector('[data-wb="paper-body"]');
    this.soon = calm(TYPING_MS, () => this.again());
    dialog.querySelector('[data-wb="paper-print"]').addEventListener('click', () => window.print());
    this.body.addEventListener('submit', (event) => event.preventDefault());
    this.body.addEventListener('input', (event) => (event.target.name === 'scenario' ? this.draw({ scenario: event.target.value }) : this.soon()));
  }

  // The papers that the drawing makes, in its order: the steps that make each.
  list() {
    const found = [];
    this.bench.modeler.get('elementRegistry').forEach((shape) => {
      const kind = !shape.labelTarget && shape.businessObject?.get?.('e:paper');
      if (kind) found.push({ kind, name: this.nameOf(kind), element: shape.id, by: shape.businessObject.name || shape.id });
    });
    return found;
  }

  nameOf(kind) {
    return this.bench.codes.papers.find((one) => one.code === kind)?.name || kind;
  }

  async open(kind, element) {
    Object.assign(this, { kind, element });
    this.bench.settle();
    this.title.textContent = `《${this.nameOf(kind)}》`;
    this.body.replaceChildren(said('正在制作预览……'));
    this.dialog.showModal();
    await this.draw({});
  }

  async draw(more) {
    const made = await this.made(Object.entries(more));
    if (made) this.body.replaceChildren(...made.childNodes);
  }

  // After a change of the facts only the paper is drawn anew: the field that is being written in stays.
  async again() {
    const made = await this.made([...new FormData(this.body.querySelector('[data-wb-facts]'))]);
    const sheets = made?.querySelector('[data-wb-sheets]');
    if (sheets) this.body.querySelector('[data-wb-sheets]').replaceWith(sheets);
  }

  async made(fields) {
    const turn = ++this.asked;
    const body = new FormData();
    fields.forEach(([name, value]) => body.append(name, value));
    body.set('files', new Blob([JSON.stringify(await this.bench.current())], { type: 'application/json' }), 'files.json');
    body.set('kind', this.kind);
    if (this.element) body.set('element', this.element);
    try {
      const markup = await this.bench.server.page('/workbench/paper', body);
      if (turn !== this.asked) return null;
      const holder = document.createElement('template');
      holder.innerHTML = markup;
      return holder.content;
    } catch (fault) {
      if (turn === this.asked) this.body.replaceChildren(said(fault.message));
      return null;
    }
  }
}

function said(text) {
  const p = document.createElement('p');
  p.className = 'wb-none';
  p.textContent = text;
  return p;
}
